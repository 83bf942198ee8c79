import { readFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { readInstance } from '../../pipeline/instance-lock.ts';
import { openKafkaLog } from '../../pipeline/log/kafka/kafka-log.ts';
import type { Log } from '../../pipeline/log/log.ts';
import type { Goal } from '../../schemas/goals.ts';
import { startCli } from '../support/cli.ts';
import { projectFolder } from '../support/project-folder.ts';

/** A project on Kafka in a temporary folder, without connections: facts come by the log alone. */
export function clusterProject(
  brokers: readonly string[],
  goals: readonly Goal[],
): Promise<string> {
  const config = {
    business: { name: 'Bench', timezone: 'Europe/Copenhagen', currency: 'DKK' },
    log: { kafka: { brokers, replication: 1, partitions: 12 } },
    server: { port: 0 },
  };
  return projectFolder('bench', config, goals);
}

/** The log of such a project, as the bench itself uses it. */
export function openBenchLog(brokers: readonly string[]): Promise<Log> {
  const prefix = 'goalstream.';
  return openKafkaLog({
    brokers,
    clientId: 'bench',
    prefix,
    replication: 1,
    retentionMs: 86_400_000,
  });
}

/** A running `goalstream up` of such a project. */
export interface Up {
  readonly child: ChildProcess;
  readonly apiUrl: string;
  readonly storeUrl: string;
  readonly enginePid: number;
  stop(): Promise<void>;
}

/** Starts `goalstream up` and waits until it serves. */
export async function startUp(folder: string): Promise<Up> {
  const child = startCli(['up'], folder);
  child.stdout?.resume();
  child.stderr?.pipe(process.stderr);
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const dataDir = join(folder, '.goalstream');
  for (;;) {
    const { apiUrl, storeUrl } = readInstance(dataDir) ?? {};
    if (apiUrl !== undefined && storeUrl !== undefined) {
      const stop = async (): Promise<void> => {
        child.kill('SIGTERM');
        await closed;
      };
      return { child, apiUrl, storeUrl, enginePid: childOf(child.pid ?? 0), stop };
    }
    if (child.exitCode !== null) throw new Error(`up ended with ${child.exitCode}`);
    await sleep(50);
  }
}

/** Credentials of the embedded engine's own user. */
export async function adminOf(folder: string): Promise<{ username: string; password: string }> {
  const text = await readFile(join(folder, '.goalstream', 'secrets.json'), 'utf8');
  const { admin } = JSON.parse(text) as { admin: string };
  return { username: 'goalstream', password: admin };
}

/** The first child of a process: of `goalstream up`, the engine. */
export function childOf(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return Number(children[0]);
}

/** CPU seconds a process has used, and the most memory it has had, in MB. */
export function usage(pid: number): { cpu: number; peakMb: number } {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return {
    cpu: (Number(fields[11]) + Number(fields[12])) / 100,
    peakMb: Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024),
  };
}
