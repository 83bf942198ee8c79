import { connect } from 'node:net';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Operations } from '../../dashboards/api/operations.ts';
import { createServer, createWebhookServer } from '../../dashboards/api/server.ts';
import { report } from './fixtures.ts';
import { readSideOf } from './read-side.ts';

/** Nothing here gets as far as to ask one of them. */
const OPERATIONS = {} as Operations;

let server: FastifyInstance;
let called: FastifyInstance;
let port: number;
beforeAll(async () => {
  const webhooks = {
    admits: (connection: string) =>
      connection === 'forged' ? ({ status: 401, reason: 'forged' } as const) : undefined,
    receive: async () => ({ status: 200 }) as const,
  };
  server = createServer({
    readSide: readSideOf(report),
    operations: OPERATIONS,
    token: 'token',
    hosts: ['goals.internal', 'more.internal'],
    webhooks,
    webhookHosts: ['shop-calls.example'],
  });
  called = createWebhookServer(webhooks);
  port = Number(new URL(await server.listen({ host: '127.0.0.1', port: 0 })).port);
});
afterAll(() => Promise.all([server.close(), called.close()]));

const ROUTES = [
  '/',
  '/goals/tents',
  '/goals/tents/ledger',
  '/v1/attainment',
  '/v1/status',
  '/livez',
];
const MORE = ['/readyz', '/openapi.json', '/assets/goalstream.css', '/v1/syncs', '/nowhere'];
const WEBHOOK: InjectOptions = { method: 'POST', url: '/webhooks/shop', payload: '{}' };

const PROXIES = [
  { forwarded: 'for=1.2.3.4;proto=https' },
  { 'x-forwarded-for': '1.2.3.4' },
  { 'X-Forwarded-Proto': 'https' },
  { 'x-forwarded-host': 'shop-calls.example' },
  { 'x-forwarded-server': 'shop-calls.example' },
  { via: '1.1 shop-calls.example' },
  { 'x-real-ip': '1.2.3.4' },
  { 'cf-connecting-ip': '1.2.3.4' },
  { 'cf-ray': 'x' },
  { 'true-client-ip': '1.2.3.4' },
  { 'x-original-host': 'shop-calls.example' },
  { 'fly-client-ip': '1.2.3.4' },
  { 'cdn-loop': 'cloudflare' },
];

it.each(PROXIES)('what came through a proxy reaches webhooks only: %j', async (headers) => {
  for (const url of [...ROUTES, ...MORE]) {
    const { statusCode, body } = await server.inject({ url, headers });
    expect({ url, statusCode }).toEqual({ url, statusCode: 403 });
    expect(body).not.toContain('Ridge');
  }
  const sync = { method: 'POST', url: '/v1/connections/shopify/sync' } as const;
  const authorized = { ...headers, authorization: 'Bearer token' };
  expect((await server.inject({ ...sync, headers: authorized })).statusCode).toBe(403);
  for (const host of ['127.0.0.1', 'shop-calls.example', 'upstream']) {
    const request = { ...WEBHOOK, headers: { ...headers, host } };
    expect((await server.inject(request)).statusCode).toBe(200);
  }
});

it('what came through a proxy reaches everything where all of its hosts are listed', async () => {
  const status = async (headers: Record<string, string>) =>
    (await server.inject({ url: '/v1/attainment', headers })).statusCode;
  const host = 'Goals.internal:80';
  expect(await status({ host, via: '1.1 x' })).toBe(200);
  expect(await status({ host, 'x-forwarded-host': 'more.internal' })).toBe(200);
  expect(await status({ host, forwarded: 'for=1;host="goals.internal:80"' })).toBe(200);
  expect(await status({ host, 'x-forwarded-host': 'shop-calls.example' })).toBe(403);
  expect(await status({ host, 'x-forwarded-host': 'goals.internal, evil.example' })).toBe(403);
  expect(await status({ host, forwarded: 'host=goals.internal, host=evil.example' })).toBe(403);
  expect(await status({ host: 'localhost', 'x-forwarded-host': 'goals.internal' })).toBe(403);
  expect(await status({ host })).toBe(200);
});

it('only a webhook’s own address is one', async () => {
  for (const url of ['/webhooks/', '/webhooks/a/b', '/webhooks/%73hop', '/webhooks/../v1/status']) {
    const headers = { host: 'shop-calls.example' };
    expect((await server.inject({ ...WEBHOOK, url, headers })).statusCode).toBe(403);
  }
  const got = { url: '/webhooks/shop', headers: { host: 'shop-calls.example' } };
  expect((await server.inject(got)).statusCode).toBe(403);
});

/** What a server answers to bytes. */
function answerTo(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'));
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      answer += chunk;
      if (/\r\n\r\n.*\}|<\/html>/s.test(answer)) socket.destroy();
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
    socket.setTimeout(5_000, () => socket.destroy());
  });
}

const LONG = 'x'.repeat(2_000);
const BAD: readonly (readonly [status: number, method: string, target: string])[] = [
  [400, 'GET', '/goals/%zz'],
  [400, 'GET', '/goals/%'],
  [400, 'GET', '/goals/%c3%28/ledger'],
  [400, 'GET', '/v1/goals/%E0%A4%A/ledger'],
  [400, 'GET', '/goals/a%00b'],
  [400, 'GET', '/v1/attainment?owner=%0d%0aset-cookie:x'],
  [400, 'GET', '//evil.example/v1/attainment'],
  [400, 'GET', '/\\evil.example/'],
  [400, 'GET', 'http://127.0.0.1/v1/attainment'],
  [400, 'GET', 'v1/attainment'],
  [400, 'GET', '/v1/\u0000attainment'],
  [405, 'OPTIONS', '*'],
  [405, 'TRACE', '/v1/attainment'],
  [405, 'PUT', '/v1/attainment'],
  [405, 'CONNECT', 'evil.example:443'],
  [405, 'POST', '/v1/attainment'],
  [405, 'GET', '/webhooks/shop'],
  [400, 'BREW', '/'],
  [404, 'GET', '/nowhere'],
  [414, 'GET', `/goals/${LONG}`],
  [414, 'GET', `/v1/goals/${LONG}/ledger`],
  [414, 'GET', `/?${'x'.repeat(10_000)}`],
  [431, 'GET', `/${'x'.repeat(20_000)}`],
];

it.each(BAD)('%i with headers and form for %s %.40s', async (status, method, target) => {
  const answer = await answerTo(`${method} ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(answer).toContain("content-security-policy: default-src 'none'");
  expect(answer).toContain('x-content-type-options: nosniff');
  expect(answer).toContain('cache-control: no-store');
  const body: unknown = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')));
  const error = { code: expect.any(String), message: expect.any(String), mend: expect.any(String) };
  expect(body).toEqual({ error });
});

it.each([
  'GET /goals/%zz HTTP/1.1\r\nHost: evil.example\r\n\r\n',
  `GET /goals/${LONG} HTTP/1.1\r\nHost: evil.example\r\n\r\n`,
  'GET http://127.0.0.1/ HTTP/1.1\r\nHost: evil.example\r\n\r\n',
  'GET /goals/%zz HTTP/1.1\r\nHost: 127.0.0.1\r\nVia: 1.1 x\r\n\r\n',
  'GET / HTTP/1.1\r\n\r\n',
  'GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n',
  'GET / HTTP/1.0\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: 127.0.0.1@evil.example\r\n\r\n',
  'GET /webhooks/%zz HTTP/1.1\r\nHost: shop-calls.example\r\n\r\n',
])('the door is passed first: %.60j', async (text) => {
  const answer = await answerTo(text);
  expect(answer).toMatch(/^HTTP\/1\.1 403 /);
  expect(answer).toContain('x-frame-options: DENY');
});

it('an address that can not be read is told on a page to who wants pages', async () => {
  for (const url of ['/goals/%zz', `/goals/${LONG}`]) {
    const { body, headers } = await server.inject({ url, headers: { accept: 'text/html' } });
    expect(headers['content-type']).toContain('text/html');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(body).toContain('</html>');
    expect(body).not.toContain(LONG);
  }
});

it('what is expected and not given is refused with the headers too', async () => {
  const head = 'POST /webhooks/shop HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n';
  const answer = await answerTo(`${head}Expect: the-moon\r\n\r\n{}`);
  expect(answer).toMatch(/^HTTP\/1\.1 417 /);
  expect(answer).toContain('x-content-type-options: nosniff');
});

it('a call that can not be proven is answered before its body is there', async () => {
  const head = 'POST /webhooks/forged HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n';
  const answer = await answerTo(`${head}\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 401 /);
  expect(answer).toContain('forged');
});

it.each(['/v1/connections/shopify/sync', '/v1/goals/apply', '/v1/replay'])(
  'who has no token is told so before the body of %s is there',
  async (path) => {
    const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json`;
    const answer = await answerTo(`${head}\r\nContent-Length: 50000\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
  },
);

it('what comes while the server closes is answered like everything', async () => {
  const asked = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const readSide = {
    ...readSideOf(report),
    status: async () => {
      asked.resolve();
      await goOn.promise;
      return readSideOf(report).status();
    },
  };
  const closing = createServer({ readSide });
  const at = Number(new URL(await closing.listen({ host: '127.0.0.1', port: 0 })).port);
  const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;
  const socket = connect(at, '127.0.0.1', () => socket.write(get('/v1/syncs')));
  let answers = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (answers += chunk));
  const ended = new Promise((resolve) => socket.once('close', resolve));
  await asked.promise;
  const closed = closing.close();
  socket.write(get('/nowhere'));
  await new Promise((resolve) => void setTimeout(resolve, 20));
  goOn.resolve();
  await Promise.all([closed, ended]);
  expect(answers.match(/^HTTP\/1\.1 \d+/gm)?.[0]).toBe('HTTP/1.1 200');
  const second = answers.slice(answers.lastIndexOf('HTTP/1.1 '));
  expect(second).toContain('x-content-type-options: nosniff');
});

it('a port for webhooks has webhooks alone, by any name', async () => {
  for (const headers of [{ host: 'shop-calls.example' }, { via: '1.1 x' }, { host: '127.0.0.1' }]) {
    expect((await called.inject({ ...WEBHOOK, headers })).statusCode).toBe(200);
    for (const url of [...ROUTES, ...MORE].filter((each) => each !== '/livez')) {
      const { statusCode, body } = await called.inject({
        url,
        headers: { ...headers, accept: 'text/html' },
      });
      expect({ url, statusCode }).toEqual({ url, statusCode: 404 });
      expect(JSON.parse(body)).toMatchObject({ error: { code: 'not_found' } });
    }
  }
});
