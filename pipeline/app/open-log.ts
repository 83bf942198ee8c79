import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import type { KafkaConfig } from '../../schemas/config.ts';
import type { Project } from '../config/load-project.ts';
import type { LogAccess } from '../log/access.ts';
import { openEmbeddedLog } from '../log/embedded/embedded-log.ts';
import type { KafkaOptions, KafkaTls } from '../log/kafka/options.ts';
import type { Log } from '../log/log.ts';

/** The log of a process, and the way other threads of it get to it. */
export interface SharedLog {
  readonly log: Log;
  /** A fresh access for one thread, with the ports to transfer to it. */
  /** The log lacks records that it once acknowledged. */
  readonly torn: boolean;
  /** What it lacks is made good. */
  readonly trust: () => void;
  readonly share: () => { readonly access: LogAccess; readonly transfer: MessagePort[] };
}

/**
 * Opens the log that the project is configured for.
 * @throws LogError where no broker answers, or another process has the embedded log.
 */
export async function openLog({ config, dataDir, baseDir }: Project): Promise<SharedLog> {
  if (config.log.kafka !== undefined) {
    const options = await kafkaOptions(config.log.kafka, baseDir);
    const { openKafkaLog } = await import('../log/kafka/kafka-log.ts');
    const log = await openKafkaLog(options);
    const whole = { torn: false, trust: () => undefined };
    return { log, ...whole, share: () => ({ access: { kind: 'kafka', options }, transfer: [] }) };
  }
  const log = await openEmbeddedLog({ dir: dataDir });
  return {
    log,
    torn: log.torn,
    trust: () => log.trust(),
    share: () => {
      const port = log.port();
      return { access: { kind: 'embedded', port }, transfer: [port] };
    },
  };
}

/** A project's Kafka as the adapter takes it; reads the PEM files that it names. */
export async function kafkaOptions(kafka: KafkaConfig, baseDir: string): Promise<KafkaOptions> {
  const { brokers, clientId, prefix, replication, retentionDays, sasl } = kafka;
  const tls = await readTls(kafka.tls, baseDir);
  return {
    brokers,
    clientId,
    prefix,
    replication,
    retentionMs: retentionDays * 86_400_000,
    ...(sasl === undefined ? {} : { sasl }),
    ...(tls === undefined ? {} : { tls }),
  };
}

async function readTls(tls: KafkaConfig['tls'], baseDir: string): Promise<KafkaTls | undefined> {
  if (tls === false) return undefined;
  if (tls === true) return {};
  const files = await Promise.all(
    Object.entries(tls).map(async ([name, path]) => [
      name,
      await readFile(resolve(baseDir, path), 'utf8'),
    ]),
  );
  return Object.fromEntries(files) as KafkaTls;
}
