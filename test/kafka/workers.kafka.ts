import type { ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { stringify } from 'yaml';
import { attainmentReportSchema } from '../../schemas/attainment.ts';
import { statusSchema, type Status } from '../../schemas/status.ts';
import { runCli, startCli } from '../support/cli.ts';
import { testEngine, type TestEngine } from '../support/engine.ts';
import { until } from '../support/until.ts';

const LINES = 300_000;
const GOALS = {
  owners: [{ id: 'anna', name: 'Anna Holm' }],
  goals: [
    {
      id: 'all',
      title: 'All',
      metric: 'net_sales',
      owner: 'anna',
      type: 'reach',
      target: 1,
      window: { start: '2025-01-01', end: '2026-12-31' },
    },
  ],
};

let engine: TestEngine;
let folder: string;
const workers: Worker[] = [];

beforeAll(async () => {
  engine = await testEngine();
  folder = await project();
});
afterAll(async () => {
  for (const { child } of workers) child.kill('SIGKILL');
  await engine.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A shop of two CSV files on the broker, with the engine as its server. */
async function project(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'goalstream-workers-'));
  const csv = (path: string) => ({
    connector: 'csv',
    path,
    fact: 'sale',
    mode: 'snapshot',
    columns: { id: 'order', orderId: 'order', occurredAt: 'time', quantity: 'n', unitPrice: 'p' },
  });
  const config = {
    business: { name: 'Test shop', timezone: 'Europe/London', currency: 'GBP' },
    connections: { large: csv('large.csv'), small: csv('small.csv') },
    log: {
      kafka: { brokers: inject('brokers'), replication: 1, partitions: 4, prefix: 'workers.' },
    },
    store: {
      url: engine.url,
      username: engine.admin.name,
      password: engine.admin.password,
      database: 'workers',
    },
    server: { port: 0 },
  };
  await mkdir(join(dir, 'goals'));
  await writeFile(join(dir, 'goalstream.yaml'), stringify(config));
  await writeFile(join(dir, 'goals', 'goals.yaml'), stringify(GOALS));
  await writeFile(join(dir, 'large.csv'), csvOf('L', LINES));
  await writeFile(join(dir, 'small.csv'), csvOf('S', 100));
  return dir;
}

function csvOf(prefix: string, lines: number): string {
  const rows = Array.from({ length: lines }, (_, index) => {
    const day = `2025-${String((index % 12) + 1).padStart(2, '0')}-15`;
    return `${prefix}${index},${day} 10:00,1,0.01`;
  });
  return ['order,time,n,p', ...rows, ''].join('\n');
}

interface Worker {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

async function work(...roles: string[]): Promise<Worker> {
  const child = startCli(['work', '--role', ...roles], folder);
  let text = '';
  const gather = (chunk: Buffer): void => void (text += chunk.toString());
  child.stdout?.on('data', gather);
  child.stderr?.on('data', gather);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const worker = { child, output: () => text, ended };
  workers.push(worker);
  await until(async () => text.includes('goalstream work:'), worker.output);
  return worker;
}

/** Stops a worker as a deployment does; gives how long it took, ms. */
async function stop({ child, ended, output }: Worker): Promise<number> {
  const started = performance.now();
  child.kill('SIGTERM');
  expect({ code: await ended, output: output() }).toMatchObject({ code: 0 });
  return performance.now() - started;
}

async function statusAt(url: string): Promise<Status> {
  return statusSchema.parse(await (await fetch(`${url}/v1/status`)).json());
}

test('workers share the work, hand it over when they stop, and nothing is lost or double', async () => {
  const serving = await work('serve');
  const url = /at (http:\S+)/.exec(serving.output())?.[1] ?? '';
  const first = await work('sync');
  const second = await work('sync');
  await work('attribute');
  const leaving = await work('attribute');
  await work('aggregate');

  const running = async (): Promise<boolean> => {
    const { connections } = await statusAt(url);
    return connections.some(
      ({ connection, state }) => connection === 'large' && state === 'running',
    );
  };
  await until(running, first.output);
  const before = await statusAt(url);
  expect(before.workers.flatMap(({ roles }) => roles).toSorted()).toEqual([
    'aggregate',
    'attribute',
    'attribute',
    'serve',
    'sync',
    'sync',
  ]);
  // Whichever of the two pulls the large file: after both have left in turn, the other went on.
  expect(await stop(first)).toBeLessThan(10_000);
  const third = await work('sync');
  expect(await stop(second)).toBeLessThan(10_000);
  expect(await stop(leaving)).toBeLessThan(10_000);

  await until(async () => {
    const { connections, stages } = await statusAt(url);
    return (
      connections.every(({ state }) => state === 'succeeded') &&
      stages.every(({ behind }) => behind === 0)
    );
  }, third.output);
  const report: unknown = await (await fetch(`${url}/v1/attainment`)).json();
  const [goal] = attainmentReportSchema.parse(report).goals;
  expect(goal).toMatchObject({ facts: LINES + 100, actual: String((LINES + 100) / 100) });

  const synced = await runCli(['sync', '--connection', 'small', '--json'], folder);
  expect(JSON.parse(synced.stdout)).toMatchObject({
    streams: [{ state: 'succeeded', counts: { appended: 0, deleted: 0 } }],
  });
}, 240_000);

test('one process alone does what no worker does', async () => {
  for (const worker of workers.splice(0)) {
    worker.child.kill('SIGTERM');
    await worker.ended;
  }
  await writeFile(join(folder, 'small.csv'), csvOf('S', 150));
  const synced = await runCli(['sync', '--connection', 'small', '--json'], folder);
  expect(JSON.parse(synced.stdout)).toMatchObject({
    streams: [{ state: 'succeeded', counts: { unchanged: 100, appended: 50 } }],
  });
  const { stdout } = await runCli(['attain', '--json'], folder);
  const report = attainmentReportSchema.parse(JSON.parse(stdout));
  expect(report.goals[0]?.facts).toBe(LINES + 150);
}, 120_000);

test('workers need Kafka and a store, and say so', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'goalstream-embedded-'));
  const business = { name: 'x', timezone: 'UTC', currency: 'DKK' };
  await writeFile(join(dir, 'goalstream.yaml'), stringify({ business, goals: [] }));
  expect(await runCli(['work'], dir)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('set log.kafka.brokers'),
  });
  const log = { kafka: { brokers: inject('brokers'), replication: 1, prefix: 'alone.' } };
  await writeFile(join(dir, 'goalstream.yaml'), stringify({ business, goals: [], log }));
  expect(await runCli(['work'], dir)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('set store.url'),
  });
  await rm(dir, { recursive: true, force: true });
});
