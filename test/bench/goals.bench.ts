/**
 * Many goals over many days: how long start, a first sync, a sync of one more day, `attain` and one
 * owner's answer take, and how much memory. GOALS, DAYS, SALES (a day) and ID_BYTES say how many.
 * Ends with 1 where anything fails; no time is asserted.
 */
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCli } from '../support/cli.ts';
import { startUp, usage } from './cluster-project.ts';
import { manyGoalsProject, writeDay, type ManyGoals } from './many-goals.ts';

const { GOALS = '10000', DAYS = '730', SALES = '40', ID_BYTES = '500', KEEP } = process.env;
const size: ManyGoals = {
  goals: Number(GOALS),
  days: Number(DAYS),
  salesPerDay: Number(SALES),
  idBytes: Number(ID_BYTES),
  today: new Date().toISOString().slice(0, 10),
};
const LOOK_EVERY_MS = 50;

/** A command and the processes it starts: seconds, CPU seconds, and the most memory of all at a time. */
async function command(name: string, args: readonly string[], folder: string): Promise<void> {
  const started = performance.now();
  const child = startCli(args, folder);
  let bytes = 0;
  child.stdout?.on('data', (chunk: Buffer) => (bytes += chunk.length));
  child.stderr?.pipe(process.stderr);
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  let peak = 0;
  const cpu = new Map<number, number>();
  while (child.exitCode === null && child.signalCode === null) {
    const all = family(child.pid ?? 0);
    for (const each of all) cpu.set(each.pid, each.cpu);
    peak = Math.max(
      peak,
      all.reduce((sum, { mb }) => sum + mb, 0),
    );
    await Promise.race([closed, sleep(LOOK_EVERY_MS)]);
  }
  const code = await closed;
  const cpuSeconds = [...cpu.values()].reduce((sum, own) => sum + own, 0);
  print(name, { seconds: (performance.now() - started) / 1000, cpu: cpuSeconds, mb: peak });
  if (bytes > 0) console.log(`${''.padEnd(34)} ${(bytes / 1e6).toFixed(1)} MB of output`);
  if (code !== 0) fail(`${name} ended with ${code}`);
  if (code === 2) throw new Error('the project is not as it should be');
}

interface Used {
  readonly seconds: number;
  readonly cpu: number;
  readonly mb: number;
}

function print(name: string, { seconds, cpu, mb }: Used): void {
  const figures = [`${seconds.toFixed(1)} s`, `${cpu.toFixed(1)} CPU s`, `${Math.round(mb)} MB`];
  console.log(name.padEnd(34), ...figures.map((text) => text.padStart(11)));
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}

/** A process and its children, with what each has used and has now. */
function family(pid: number): { pid: number; cpu: number; mb: number }[] {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const mb = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    const own = { pid, cpu: usage(pid).cpu, mb };
    return [
      own,
      ...children
        .split(' ')
        .filter(Boolean)
        .flatMap((child) => family(Number(child))),
    ];
  } catch {
    return [];
  }
}

async function answers(folder: string): Promise<void> {
  const started = performance.now();
  const up = await startUp(folder);
  try {
    print('up until it answers', {
      seconds: (performance.now() - started) / 1000,
      ...used(up.child.pid),
    });
    for (const [name, path] of [
      ['one owner, first', '/v1/attainment?owner=owner-00003'],
      ['one owner, again', '/v1/attainment?owner=owner-00003'],
      ['a team', '/v1/attainment?owner=team-3&team=true'],
      ['overview page', '/'],
      ['one goal’s page', '/goals/goal-000061'],
      ['all goals', '/v1/attainment'],
    ] as const) {
      const asked = performance.now();
      const response = await fetch(`${up.apiUrl}${path}`);
      let bytes = 0;
      for await (const chunk of response.body ?? []) bytes += (chunk as Uint8Array).length;
      print(name, { seconds: (performance.now() - asked) / 1000, ...used(up.child.pid) });
      console.log(`${''.padEnd(34)} ${response.status}, ${(bytes / 1e6).toFixed(2)} MB`);
      if (response.status !== 200) fail(`${path} answered ${response.status}`);
    }
  } finally {
    await up.stop();
  }
}

function used(pid = 0): { cpu: number; mb: number } {
  const all = family(pid);
  return {
    cpu: all.reduce((sum, each) => sum + each.cpu, 0),
    mb: all.reduce((sum, each) => sum + each.mb, 0),
  };
}

const folder = await manyGoalsProject(size);
console.log(
  `${GOALS} goals, ${DAYS} days, ${SALES} sales a day, ids of ${ID_BYTES} bytes: ${folder}`,
);
try {
  await command('goals check', ['goals', 'check'], folder);
  await command('status of an empty project', ['status'], folder);
  await command('first sync', ['sync'], folder);
  await writeDay(folder, size, 0);
  await command('sync of one more day', ['sync'], folder);
  await command('attain', ['attain'], folder);
  await command('attain --owner', ['attain', '--owner', 'owner-00003'], folder);
  await answers(folder);
} finally {
  if (KEEP === undefined) await rm(folder, { recursive: true, force: true });
}
