import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createServer } from '../../dashboards/api/server.ts';
import { readCommands } from '../../pipeline/app/commands.ts';
import { Runs } from '../../pipeline/app/runs.ts';
import { openWebhooks, type OpenDesk } from '../../pipeline/app/webhooks.ts';
import { LogError, type Log } from '../../pipeline/log/log.ts';
import { cancelRequest } from '../../pipeline/privacy/cancel.ts';
import { keepRequest, readRequests } from '../../pipeline/privacy/requests.ts';
import { commandTopic, topicsWith } from '../../pipeline/topics.ts';
import { sample } from '../../connectors/sandbox/sample.ts';
import { fakeShop } from '../support/calling-shop/connector.ts';
import { call, SECRET } from '../support/calling-shop/server.ts';
import { report } from '../dashboards/fixtures.ts';
import { readSideOf } from '../dashboards/read-side.ts';
import { until } from '../support/until.ts';
import { MemoryLog } from '../support/memory-log.ts';

const GRACE_MS = 1_000;
const DAY_MS = 86_400_000;

let now: number;
let folder: string;
let log: MemoryLog;
let broken: boolean;
let desk: OpenDesk;
let url: string;
let server: ReturnType<typeof createServer>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goalstream-webhooks-'));
  log = new MemoryLog();
  broken = false;
  now = 5;
  await log.createTopics([...topicsWith({ facts: 1, marks: 1 }), commandTopic('shop')]);
  const connections = [
    { name: 'shop', connector: fakeShop, config: { url: '', secret: SECRET } },
    { name: 'quiet', connector: sample, config: {} },
  ];
  const parts = {
    project: { connections, dataDir: folder },
    log: breakable(log),
    logger: { warn: () => undefined },
    runs: new Runs(log, () => now),
    server: 'host:1',
    graceMs: GRACE_MS,
  };
  desk = await openWebhooks(parts, () => now);
  server = createServer({
    readSide: readSideOf(report),
    webhooks: desk,
    webhookHosts: ['goals.example'],
  });
  url = await server.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

function breakable(whole: Log): Log {
  return new Proxy(whole, {
    get(target, name) {
      if (name === 'append' && broken) {
        return () => Promise.reject(new LogError('the broker is away', { retry: true }));
      }
      return Reflect.get(target, name).bind(target);
    },
  });
}

async function commands() {
  const found = [];
  for await (const records of log.read(commandTopic('shop').name)) {
    found.push(...readCommands(records));
  }
  return found;
}

const CHANGED = { event: 'e1', kind: 'changed', keys: ['1', '2'] };

test('what changed is a command in the log before the answer', async () => {
  expect(await call(`${url}/webhooks/shop`, CHANGED)).toBe(200);
  expect(await commands()).toMatchObject([
    { kind: 'refresh', event: 'e1', keys: ['1', '2'], at: 5 },
  ]);
});

test('a finished export is a sync, and what does not count is nothing', async () => {
  expect(await call(`${url}/webhooks/shop`, { event: 'e1', kind: 'sync' })).toBe(200);
  expect(await call(`${url}/webhooks/shop`, { event: 'e2', kind: 'ignored' })).toBe(200);
  expect(await commands()).toMatchObject([{ kind: 'sync', event: 'e1' }]);
});

test('a wish about personal data is kept with its keys, and its command names only the wish', async () => {
  const wish = { event: 'e1', kind: 'redact', customers: ['c1'] };
  expect(await call(`${url}/webhooks/shop`, wish)).toBe(200);
  const [request] = [...(await readRequests(log)).values()];
  expect(request).toMatchObject({ kind: 'redact', state: 'asked', connection: 'shop' });
  expect(request?.customers).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
  const [command] = await commands();
  expect(command).toEqual({ id: command?.id, kind: 'privacy', at: 5, request: request?.id });
});

async function asked() {
  return [...(await readRequests(log)).values()].map(({ id, state, dueAt }) => ({
    id,
    state,
    dueAt,
  }));
}

test('a wish to forget waits, a question does not, and the same again is the same', async () => {
  const wish = { event: 'e1', kind: 'redact-all' };
  expect(await call(`${url}/webhooks/shop`, wish)).toBe(200);
  const [first] = await asked();
  expect(first).toMatchObject({ state: 'asked', dueAt: 5 + GRACE_MS });
  now = 50;
  expect(await call(`${url}/webhooks/shop`, wish)).toBe(200);
  expect(await asked()).toEqual([first]);
  expect(await call(`${url}/webhooks/shop`, { event: 'e2', kind: 'data-request' })).toBe(200);
  expect(await asked()).toContainEqual({ id: expect.anything(), state: 'asked', dueAt: undefined });
});

test('a cancelled wish stays so, sent again; a month later it is a new one that waits', async () => {
  const wish = { event: 'e1', kind: 'redact', customers: ['c1'] };
  expect(await call(`${url}/webhooks/shop`, wish)).toBe(200);
  const [first] = await asked();
  expect(await cancelRequest(log, first?.id ?? '', now)).toMatchObject({ cancelled: true });
  now += 29 * DAY_MS;
  expect(await call(`${url}/webhooks/shop`, wish)).toBe(200);
  expect(await asked()).toEqual([{ ...first, state: 'cancelled' }]);
  now += 2 * DAY_MS;
  expect(await call(`${url}/webhooks/shop`, wish)).toBe(200);
  expect((await asked()).filter(({ state }) => state === 'asked')).toMatchObject([
    { dueAt: now + GRACE_MS },
  ]);
});

test('what was done two days ago and is asked again is done again, after another wait', async () => {
  const wish = { event: 'e1', kind: 'redact-all' };
  expect(await call(`${url}/webhooks/shop`, wish)).toBe(200);
  const [record] = [...(await readRequests(log)).values()];
  if (record !== undefined) await keepRequest(log, { ...record, state: 'done', doneAt: now });
  now += DAY_MS;
  expect(await call(`${url}/webhooks/shop`, wish)).toBe(200);
  expect((await asked()).map(({ state }) => state)).toEqual(['done']);
  now += DAY_MS;
  expect(await call(`${url}/webhooks/shop`, wish)).toBe(200);
  expect((await asked()).map(({ state }) => state)).toEqual(['done', 'asked']);
});

test('who can not prove who they are gets 401 and leaves nothing', async () => {
  expect(await call(`${url}/webhooks/shop`, CHANGED, { 'x-proof': 'forged' })).toBe(401);
  expect(await commands()).toEqual([]);
});

test('calls that are refused are counted, across restarts and servers, and no others', async () => {
  const runs = new Runs(log, () => now);
  expect(await call(`${url}/webhooks/shop`, CHANGED)).toBe(200);
  await desk.close();
  expect(await runs.webhooksOf(['shop'])).toEqual([]);
  await runs.keepRefusals('shop', 'other:1', { refused: 3, lastAt: 1, reason: 'old' });
  for (const forged of ['a', 'a', 'b']) {
    expect(await call(`${url}/webhooks/shop`, CHANGED, { 'x-proof': forged })).toBe(401);
    await desk.close();
  }
  expect(await runs.webhooksOf(['shop', 'quiet'])).toEqual([
    {
      connection: 'shop',
      events: 0,
      failed: 0,
      lastAt: 0,
      refused: 6,
      lastRefusal: { lastAt: 5, reason: 'The proof is wrong.' },
    },
  ]);
});

test('connections without webhooks, and none at all, are not found', async () => {
  expect(await call(`${url}/webhooks/quiet`, CHANGED)).toBe(404);
  expect(await call(`${url}/webhooks/nobody`, CHANGED)).toBe(404);
});

test('while the log can not take it, the source is asked to come again', async () => {
  broken = true;
  for (const kind of ['changed', 'sync', 'redact', 'redact-all', 'data-request']) {
    const response = await server.inject({
      method: 'POST',
      url: '/webhooks/shop',
      ...(await signed({ event: `e-${kind}`, kind })),
    });
    expect(response.statusCode).toBe(503);
    expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
  }
  broken = false;
  expect(await call(`${url}/webhooks/shop`, CHANGED)).toBe(200);
  expect(await commands()).toHaveLength(1);
});

async function signed(message: object) {
  const { proofOf } = await import('../support/calling-shop/connector.ts');
  const payload = JSON.stringify(message);
  return { payload, headers: { 'x-proof': proofOf(SECRET, payload) } };
}

/** The status of a request that announces a body and never sends it. */
function announced(bytes: number): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = createConnection(Number(port), hostname, () => {
      socket.write(
        `POST /webhooks/shop HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${bytes}\r\n\r\n`,
      );
    });
    socket.once('data', (chunk) => {
      resolve(chunk.toString().split('\r\n', 1)[0] ?? '');
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

test('too large a body is refused before it is read, or once it has grown too large', async () => {
  expect(await announced(3 * 1024 * 1024)).toContain('413');
  const chunk = Buffer.alloc(256 * 1024);
  let sent = 0;
  const body = new ReadableStream({
    pull(controller) {
      sent += chunk.length;
      if (sent > 64 * 1024 * 1024) controller.close();
      else controller.enqueue(chunk);
    },
  });
  const streamed = fetch(`${url}/webhooks/shop`, { method: 'POST', body, duplex: 'half' });
  const status = await streamed.then(
    (response) => response.status,
    () => 'cut off',
  );
  expect([413, 'cut off']).toContain(status);
  expect(sent).toBeLessThan(32 * 1024 * 1024);
});

test('calls that send nothing hold a place each, and there are only so many', async () => {
  const { hostname, port } = new URL(url);
  const head = 'POST /webhooks/shop HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2000000\r\n\r\n';
  const answered = Promise.withResolvers<string>();
  const sockets = Array.from({ length: 300 }, () => {
    const socket = createConnection(Number(port), hostname, () => socket.write(head));
    socket.once('data', (chunk) => answered.resolve(chunk.toString()));
    return socket.on('error', () => undefined);
  });
  const answer = await answered.promise;
  expect(answer).toMatch(/^HTTP\/1\.1 503 /);
  expect(answer).toMatch(/retry-after: \d+/);
  for (const socket of sockets) socket.destroy();
  await until(async () => (await call(`${url}/webhooks/shop`, CHANGED)) === 200);
});

test('the public name is answered for webhooks, and for nothing else', async () => {
  const headers = { host: 'goals.example' };
  const request = await signed({ event: 'e1', kind: 'ignored' });
  const webhook = await server.inject({
    method: 'POST',
    url: '/webhooks/shop',
    payload: request.payload,
    headers: { ...headers, ...request.headers },
  });
  expect(webhook.statusCode).toBe(200);
  for (const path of ['/', '/v1/attainment', '/v1/status', '/webhooks/../v1/status']) {
    expect((await server.inject({ url: path, headers })).statusCode).toBe(403);
  }
});
