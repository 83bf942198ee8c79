import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Asking, ping } from '../bi/asking.ts';
import { type Attack, attacks } from '../bi/attacks.ts';
import { clients } from '../bi/clients.ts';
import { tryRandom } from '../bi/try-random.ts';
import { type FreshStore, testEngine, type TestEngine } from '../support/engine.ts';
import { until } from '../support/until.ts';

const CANARY = 'canary-8f1d';
const CONNECTIONS = 40;
/** As many as wait at the port, and a few. */
const AT_ONCE = 8;

let engine: TestEngine;
let asking: Asking;
let fresh: FreshStore;
let dir: string;

beforeAll(async () => {
  process.env['GOALSTREAM_VAULT_KEY'] = CANARY;
  engine = await testEngine({ biLimits: { connections: CONNECTIONS } });
  asking = new Asking(engine);
  fresh = await engine.fresh();
  dir = await mkdtemp(join(tmpdir(), 'goalstream-bi-'));
  await writeFile(join(dir, 'secret'), CANARY);
  await fresh.store.command(
    'CREATE TABLE secret (n UInt64, s String) ENGINE = MergeTree ORDER BY n',
  );
  await fresh.store.command(`INSERT INTO secret VALUES (1, '${CANARY}'), (2, '${CANARY}')`);
  await fresh.store.command(
    `CREATE VIEW ${fresh.biDatabase}.open DEFINER = default SQL SECURITY DEFINER AS SELECT n FROM ${fresh.database}.secret`,
  );
});
afterEach(() => asking.hangUp());
afterAll(async () => {
  delete process.env['GOALSTREAM_VAULT_KEY'];
  await engine.stop();
  await rm(dir, { recursive: true, force: true });
});

function filled(text: string): string {
  const file = join(dir, 'secret');
  return text
    .replaceAll('{file}', file)
    .replaceAll('{hex}', Buffer.from(file).toString('hex'))
    .replaceAll('{out}', join(dir, 'out'))
    .replaceAll('{db}', fresh.database)
    .replaceAll('{bi}', fresh.biDatabase);
}

function ask({ sql, path = '/', headers = {} }: Attack): Promise<[number, string]> {
  const own = Object.entries(headers).map(([name, value]) => [name, filled(value)] as const);
  return asking.bi(filled(sql), filled(path), Object.fromEntries(own));
}

/** Those whose answer is not as wanted, with it; a few are asked at once. */
async function failing(
  asked: readonly Attack[],
  wanted: (status: number, text: string) => boolean,
): Promise<unknown[]> {
  const found: unknown[] = [];
  const rest = [...asked];
  const work = async (): Promise<void> => {
    for (let each = rest.shift(); each !== undefined; each = rest.shift()) {
      const [status, text] = await ask(each);
      if (!wanted(status, text)) found.push([each, status, text.slice(0, 200)]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
}

describe('the BI port lets nothing through of', () => {
  it.each(Object.entries(attacks))('%s', async (_kind, tried) => {
    const refused = (status: number, text: string): boolean =>
      status >= 400 && !text.includes(CANARY);
    expect(await failing(tried, refused)).toEqual([]);
    expect(existsSync(join(dir, 'out'))).toBe(false);
    expect(await fresh.store.query('SELECT count() AS rows FROM secret')).toEqual([{ rows: '2' }]);
  });
});

it('the BI port lets nothing through of statements made at random', async () => {
  const trial = { runs: 60, canary: CANARY, out: join(dir, 'out') };
  await expect(tryRandom(asking, filled, trial)).resolves.toBeDefined();
});

describe('the BI port answers what is sent by', () => {
  it.each(Object.entries(clients))('%s', async (_client, asked) => {
    expect(await failing(asked, (status) => status === 200)).toEqual([]);
  });
});

it('answers as many rows as there are, in formats with an end, and tells an error that comes late', async () => {
  const [, json] = await asking.bi('SELECT number FROM numbers(300000) FORMAT JSON');
  expect((JSON.parse(json) as { rows: number }).rows).toBe(300_000);
  const late = "SELECT toUInt8(if(number = 900000, 'x', '1')) FROM numbers(1000000)";
  const [, text] = await asking.bi(late);
  expect(text).toMatch(/__exception__[^]*Code: 6\. DB::Exception[^]*__exception__\r\n$/);
});

describe('a request that is not in order is answered or left, and nothing else ends:', () => {
  it('its line', async () => {
    const { pid } = engine.engine;
    const lines = [
      'GET //',
      'GET //x:99999',
      'GET /%zz',
      'GET /?%zz=%',
      'GET /?query=%ff%fe',
      'GET http://[',
      'GET http://127.0.0.1/ping',
      'OPTIONS *',
      'CONNECT a:1',
      'GET \\\\',
      'GET ///[::',
      'PUT /',
      'GET /ping?%00',
      'PROPFIND /',
      'NONSENSE /',
      ...[30_000, 400_000].map((size) => `GET /${'x'.repeat(size)}`),
    ];
    for (const line of lines) {
      for (const url of [engine.url, engine.biUrl]) {
        const text = `${line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
        expect(await asking.answerTo(url, text)).toMatch(/^(?:HTTP\/1\.1 [2-5]\d\d |$)/);
        expect(await ping(url)).toBe('Ok.\n');
      }
    }
    expect(engine.engine.pid).toBe(pid);
  });

  it.each([
    ['a head without an end', `GET / HTTP/1.1\r\n${'x: y\r\n'.repeat(20_000)}`],
    ['two lengths', 'POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx'],
    ['a length that is none', 'POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n'],
    ['a name that is none', 'GET / HTTP/1.1\r\n: x\r\n\r\n'],
    ['another protocol', '\x16\x03\x01\x02\x00\x01\x00\x01'],
    ['zeros', '\0'.repeat(1_000)],
  ])('%s', async (_name, text) => {
    expect(await asking.answerTo(engine.biUrl, text)).toMatch(/^(?:HTTP\/1\.1 4\d\d |$)/);
    expect(await ping(engine.biUrl)).toBe('Ok.\n');
  });

  it('its parameters', async () => {
    const { pid } = engine.engine;
    const queries = [
      'query_id=a%0d%0ab:c',
      `query_id=${'x'.repeat(300)}`,
      'query_id=%F0%9F%98%80',
      'database=%00',
      'default_format=%0d%0a',
    ];
    for (const query of queries) {
      expect((await asking.bi('SELECT 1', `/?${query}`))[0]).toBeGreaterThanOrEqual(400);
    }
    expect(engine.engine.pid).toBe(pid);
  });
});

describe('a web page', () => {
  async function statusOf(url: string, headers: Record<string, string>): Promise<unknown> {
    const asked = request(`${url}/?query=SELECT+1`, { headers: { ...asking.login(), ...headers } });
    asked.end();
    const [response] = await once(asked, 'response');
    response.resume();
    return response.statusCode;
  }

  it.each<Record<string, string>>([
    { host: 'evil.example' },
    { host: 'localhost.evil.example:80' },
    { host: '127.0.0.1.evil.example' },
    { host: '192.168.0.1' },
    { origin: 'http://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-origin' },
  ])('gets nothing by %o', async (headers) => {
    for (const url of [engine.url, engine.biUrl]) expect(await statusOf(url, headers)).toBe(403);
  });

  it('is told from tools that name this machine', async () => {
    for (const host of ['localhost', 'LOCALHOST:8124', '127.0.0.1:1', '[::1]:8123']) {
      expect([host, await statusOf(engine.biUrl, { host })]).toEqual([host, 200]);
    }
  });
});

it('is not locked by connections that only stand there', async () => {
  const dialled = Array.from({ length: 3 * CONNECTIONS }, () => asking.dial(engine.biUrl));
  const sockets = await Promise.all(dialled);
  expect(await asking.bi('SELECT 1')).toEqual([200, '1\n']);
  expect(await asking.own()).toEqual([{ one: 1 }]);
  const left = (): number => sockets.filter(({ closed }) => !closed).length;
  await until(
    () => left() < CONNECTIONS,
    () => `${left()} are open`,
  );
});

it.runIf(process.platform === 'linux')(
  'keeps passwords and keys from the engine’s process',
  async () => {
    const seen = await Promise.all(
      ['environ', 'cmdline'].map((file) =>
        readFile(`/proc/${engine.engine.pid}/${file}`, 'latin1'),
      ),
    );
    for (const secret of [CANARY, engine.admin.password, engine.bi.password]) {
      expect(seen.join('\n')).not.toContain(secret);
    }
  },
);
