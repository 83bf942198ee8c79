import { access, constants, statfs } from 'node:fs/promises';
import { shownUrl } from '../../connectors/http/config.ts';
import { outgoing } from '../../connectors/http/outgoing.ts';
import { connectors } from '../../connectors/registry.ts';
import type { CheckFinding } from '../../connectors/connector.ts';
import { kafkaOptions } from '../app/open-log.ts';
import { loadProject, type Project } from '../config/load-project.ts';
import { systemReason } from '../system-error.ts';
import { checkConnections, type ConnectionFinding } from './check-connections.ts';
import { diagnoseExposure } from './diagnose-exposure.ts';
import { diagnoseData } from './diagnose-data.ts';

/** A store that doesn't answer in this time can't be used either, ms. */
const ANSWER_MS = 10_000;

export interface Diagnosis extends CheckFinding {
  readonly subject: string;
}

/** Looks at everything that a run needs and says what is wrong. Changes nothing. */
export async function diagnose(path: string): Promise<readonly Diagnosis[]> {
  const project = await loadProject(path, connectors, process.env);
  const data = await diagnoseData(path, project);
  // A log that can't be opened is no log that answers.
  const isOpen = !data.some(({ subject }) => subject === 'log');
  return [
    runtimeVersion(),
    await engine(project),
    ...(isOpen ? [await logAnswers(project)] : []),
    await dataFolder(project),
    {
      subject: 'goals',
      level: 'ok',
      message: `${project.goals.length} goals of ${project.owners.length} owners`,
    },
    ...(await diagnoseExposure(project)),
    ...(await checkConnections(project)).map(diagnosisOf),
    ...data,
  ];
}

function runtimeVersion(): Diagnosis {
  const major = Number(process.versions.node.split('.')[0]);
  return major >= 24
    ? { subject: 'node', level: 'ok', message: process.version }
    : {
        subject: 'node',
        level: 'error',
        message: `${process.version} is too old; run it through npm, which brings Node 24`,
      };
}

async function engine({ config }: Project): Promise<Diagnosis> {
  const subject = 'store';
  if (config.store.url !== undefined) {
    const url = shownUrl(config.store.url);
    const address = new URL('/ping', config.store.url).href;
    const limit = { signal: AbortSignal.timeout(ANSWER_MS) };
    const ok = await outgoing(address, limit, { allowPrivate: true }).then(
      (response) => response.ok,
      () => false,
    );
    return ok
      ? { subject, level: 'ok', message: `${url} answers` }
      : {
          subject,
          level: 'error',
          message: `${url} does not answer; check store.url and that ClickHouse runs`,
        };
  }
  try {
    import.meta.resolve('chdb');
    return { subject, level: 'ok', message: 'embedded engine (chdb)' };
  } catch {
    return {
      subject,
      level: 'error',
      message:
        'the embedded engine has no build for this platform; set store.url to a ClickHouse server',
    };
  }
}

async function logAnswers({ config, baseDir }: Project): Promise<Diagnosis> {
  const subject = 'log';
  const { kafka } = config.log;
  if (kafka === undefined) return { subject, level: 'ok', message: 'embedded log (SQLite)' };
  try {
    const { openKafkaLog } = await import('../log/kafka/kafka-log.ts');
    const log = await openKafkaLog(await kafkaOptions(kafka, baseDir));
    await log.close();
    return { subject, level: 'ok', message: `Kafka answers at ${kafka.brokers.join(', ')}` };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { subject, level: 'error', message };
  }
}

async function dataFolder({ dataDir }: Project): Promise<Diagnosis> {
  const subject = 'data folder';
  try {
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      const message = `${dataDir} is not there yet; goalstream makes it at the first start`;
      return { subject, level: 'warning', message };
    }
    const { reason, mend } = systemReason(error);
    return { subject, level: 'error', message: `${dataDir} can't be used: ${reason}; ${mend}` };
  }
  const { bavail, bsize } = await statfs(dataDir);
  const free = Math.floor((bavail * bsize) / 2 ** 20);
  return free < 2048
    ? {
        subject,
        level: 'warning',
        message: `${free} MiB free in ${dataDir}; 2 GiB are a safe minimum`,
      }
    : { subject, level: 'ok', message: `${dataDir}, ${free} MiB free` };
}

function diagnosisOf({ connection, level, message, mend }: ConnectionFinding): Diagnosis {
  const told = mend === undefined ? message : `${message} ${mend}`;
  return { subject: `connection ${connection}`, level, message: told };
}
