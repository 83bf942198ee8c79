import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import {
  createServer,
  type IncomingMessage,
  request as httpRequest,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { openKafkaLog } from '../../pipeline/log/kafka/kafka-log.ts';
import { recordsBehind, type Log, type LogRecord } from '../../pipeline/log/log.ts';
import { GROUPS } from '../../pipeline/topics.ts';
import { startCli } from '../support/cli.ts';
import { testEngine, type TestEngine } from '../support/engine.ts';
import { until } from '../support/until.ts';
import { startBroker, type KafkaBroker } from './broker.ts';

const PREFIX = 'drain.';
/** What deployments give a worker, ms. */
const LIMIT_MS = 10_000;

let broker: KafkaBroker;
let engine: TestEngine;
let gate: Gate;
let folder: string;
let log: Log;
const children: ChildProcess[] = [];

beforeAll(async () => {
  broker = await startBroker();
  engine = await testEngine();
  gate = await openGate(engine.url);
  folder = await project();
  const options = { brokers: broker.brokers, clientId: 'test', prefix: PREFIX };
  log = await openKafkaLog({ ...options, replication: 1, retentionMs: 86_400_000 });
});
afterEach(() => gate.keep(undefined));
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await log.close();
  await gate.close();
  await engine.stop();
  await broker.dispose();
  await rm(folder, { recursive: true, force: true });
});

/** The store's address, which passes statements on or keeps them without an answer. */
interface Gate {
  readonly url: string;
  /** Statements kept since the last call of `keep`. */
  readonly kept: () => number;
  /** Keeps statements with this in them from now on; none where it is undefined. */
  keep(pattern: RegExp | undefined): void;
  close(): Promise<void>;
}

async function openGate(target: string): Promise<Gate> {
  let keeps: RegExp | undefined;
  let kept = 0;
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request);
    const url = new URL(request.url ?? '/', target);
    const statement = `${url.searchParams.get('query') ?? ''} ${body.toString('latin1')}`;
    if (keeps?.test(statement) === true) {
      kept += 1;
      return;
    }
    const { method = 'POST', headers } = request;
    const upstream = httpRequest(url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    upstream.once('error', () => response.destroy());
    upstream.end(body);
  };
  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    kept: () => kept,
    keep: (pattern) => {
      keeps = pattern;
      kept = 0;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function project(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'goalstream-drain-'));
  const { name: username, password } = engine.admin;
  const window = { start: '2025-01-01', end: '2026-12-31' };
  const goal = { id: 'all', title: 'All', metric: 'net_sales', owner: 'anna', type: 'reach' };
  const config = {
    business: { name: 'Test shop', timezone: 'Europe/London', currency: 'GBP' },
    connections: {},
    log: { kafka: { brokers: broker.brokers, replication: 1, partitions: 2, prefix: PREFIX } },
    store: { url: gate.url, username, password, database: 'drain' },
    server: { port: 0 },
  };
  const goals = { owners: [{ id: 'anna', name: 'A' }], goals: [{ ...goal, target: 1, window }] };
  await mkdir(join(dir, 'goals'));
  await writeFile(join(dir, 'goalstream.yaml'), stringify(config));
  await writeFile(join(dir, 'goals', 'goals.yaml'), stringify(goals));
  return dir;
}

interface Worker {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

function start(...roles: string[]): Worker {
  const child = startCli(['work', '--role', ...roles], folder);
  children.push(child);
  let text = '';
  const gather = (chunk: Buffer): void => void (text += chunk.toString());
  child.stdout?.on('data', gather);
  child.stderr?.on('data', gather);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, output: () => text, ended };
}

async function work(...roles: string[]): Promise<Worker> {
  const worker = start(...roles);
  await until(async () => worker.output().includes('goalstream work:'), worker.output);
  return worker;
}

/** Stops a worker as a deployment does, and gives what it said meanwhile. */
async function drain({ child, ended, output }: Worker): Promise<string> {
  const before = output().length;
  child.kill('SIGTERM');
  const code = await Promise.race([ended, sleep(LIMIT_MS, 'too late')]);
  expect({ code, said: output() }).toMatchObject({ code: 0 });
  return output().slice(before);
}

let next = 0;

async function appendSales(count: number): Promise<void> {
  const records = Array.from({ length: count }, () => sale(next++));
  for (let from = 0; from < count; from += 10_000) {
    await log.append('facts.sale', records.slice(from, from + 10_000));
  }
}

function sale(index: number): LogRecord {
  const day = `2025-${String((index % 12) + 1).padStart(2, '0')}-15`;
  const at = Date.parse(`${day}T10:00:00Z`);
  const identity = { source: 'test', stream: 'sales', id: String(index), version: 1 };
  const line = { kind: 'line', orderId: String(index), quantity: '1', currency: 'GBP', gross: '1' };
  const value = { ...identity, occurredAt: at, observedAt: at, day, ...line };
  return { key: String(index), value: JSON.stringify(value), headers: { schema: '1.0' } };
}

async function lag(): Promise<number> {
  return recordsBehind(await log.lag(GROUPS.attribute, ['facts.sale']));
}

test('a worker with nothing in hand ends', async () => {
  expect(await drain(await work('attribute', 'aggregate'))).toContain('stopped');
});

test('a worker in a backlog finishes or gives up what it has in hand, and another goes on', async () => {
  await appendSales(60_000);
  const before = await lag();
  const worker = await work('attribute');
  await until(async () => (await lag()) < before, worker.output);
  await drain(worker);
  const other = await work('attribute');
  await until(async () => (await lag()) === 0, other.output);
  expect(await drain(other)).not.toContain('left undone');
});

test.for([
  ['it opens the store', /./],
  ['it attributes anew', /GROUP BY day, rules/],
] as const)('a worker ends that is starting: %s', async ([, statement]) => {
  gate.keep(statement);
  const worker = start('attribute');
  await until(async () => gate.kept() > 0, worker.output);
  expect(await drain(worker)).toContain('stopped');
});

test('a batch that the store does not take is left to another worker', async () => {
  const worker = await work('attribute', 'aggregate');
  gate.keep(/fact_day/);
  await appendSales(100);
  await until(async () => gate.kept() > 0, worker.output);
  expect(await drain(worker)).toContain('left undone: 100 records of facts.sale');
  expect(await lag()).toBe(100);
  gate.keep(undefined);
  const other = await work('attribute');
  await until(async () => (await lag()) === 0, other.output);
  await drain(other);
});

test('a worker ends while the broker does not answer', async () => {
  const worker = await work('attribute', 'aggregate', 'serve');
  broker.freeze();
  try {
    expect(await drain(worker)).toContain('stopped');
  } finally {
    broker.thaw();
  }
});
