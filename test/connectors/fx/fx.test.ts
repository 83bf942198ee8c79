import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import {
  SourceError,
  type Connector,
  type Cursor,
  type Page,
  type ReadContext,
} from '../../../connectors/connector.ts';
import { fx } from '../../../connectors/fx/fx.ts';
import { DAYS, ECB_CSV, ecbXml } from '../../support/ecb.ts';
import { connectorContract } from '../../contract/connector.ts';
import { memoryVault } from '../../support/memory-vault.ts';

const folder = mkdtempSync(join(tmpdir(), 'goalstream-fx-'));
writeFileSync(join(folder, 'hist.xml'), ecbXml());
writeFileSync(join(folder, 'hist.csv'), ECB_CSV);
writeFileSync(join(folder, 'bad.xml'), ecbXml().replace("rate='158.4'", "rate='1,584'"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const given = {
  fields: { rates: ['currency', 'base', 'rate'] },
  farCursor: (cursor: Cursor): Cursor => ({ ...cursor, days: 9_007_199_254_740_991 }),
  connector: fx as Connector,
  baseDir: folder,
  now: Date.UTC(2030, 0, 1),
};
connectorContract({
  ...given,
  name: 'fx, a file of XML',
  config: { file: 'hist.xml' },
  changing: async () => {
    const put = (text: string): void => writeFileSync(join(folder, 'changing.xml'), text);
    const whole = ecbXml();
    const newest = /<Cube time=['"][^>]*>[\s\S]*?<\/Cube>/.exec(whole)?.[0] ?? '';
    const rate = /<Cube currency=[^>]*rate='158.4'[^>]*\/>/.exec(whole)?.[0] ?? '';
    put(whole.replace(newest, ''));
    return {
      config: { file: 'changing.xml' },
      changes: [
        { name: 'adding a day', make: () => put(whole) },
        { name: 'changing a rate', make: () => put(whole.replace('158.4', '158.5')) },
        { name: 'removing a rate', make: () => put(whole.replace(rate, '')) },
      ],
    };
  },
  unreadable: [{ config: { file: 'none.xml' }, says: /none\.xml can't be read/ }],
});
connectorContract({
  ...given,
  name: 'fx, a file of CSV with some currencies',
  config: { file: 'hist.csv', currencies: ['SEK', 'DKK'] },
  unreadable: [
    {
      config: { file: 'hist.csv', currencies: ['SEK', 'XXX'] },
      says: /newest of 2024-01-08, has no XXX/,
    },
  ],
});
connectorContract({
  ...given,
  name: 'fx, a file with a rate that is none',
  config: { file: 'bad.xml' },
  rejects: 1,
});

let server: Server;
let url: string;
let asked = 0;
let answer: RequestListener;
beforeEach(async () => {
  asked = 0;
  server = createServer((request, response) => {
    asked += 1;
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/eurofxref-daily.xml`;
  return () => {
    server.closeAllConnections();
    server.close();
  };
});

const context: ReadContext = {
  connection: 'ecb',
  timezone: 'Europe/Copenhagen',
  currency: 'DKK',
  baseDir: folder,
  now: () => Date.UTC(2024, 0, 9),
  signal: new AbortController().signal,
  customerKey: (id) => id,
  vault: memoryVault(),
};

async function pull(cursor?: Cursor, timeLimit = 5): Promise<Page[]> {
  const config = fx.config.parse({ url, allowPrivate: true, timeLimit });
  const pages: Page[] = [];
  for await (const page of fx.read(config, { name: 'rates', fact: 'rate' }, cursor, context))
    pages.push(page);
  return pages;
}

test('each day is a whole set, in its own currency and place', async () => {
  answer = (_, response) => response.end(ecbXml());
  const [barrier, ...pages] = await pull();
  expect(barrier).toMatchObject({ barrier: true, records: [] });
  expect(pages.map(({ snapshot }) => snapshot?.scope)).toEqual([
    '2024-01-04',
    '2024-01-05',
    '2024-01-08',
  ]);
  expect(pages[1]?.records[3]).toEqual({
    fact: {
      id: '2024-01-05/SEK',
      occurredAt: Date.UTC(2024, 0, 4, 23),
      day: '2024-01-05',
      currency: 'SEK',
      base: 'EUR',
      rate: '11.1985',
    },
    place: `${url}:19`,
  });
});

test('the next day is read by a new generation, the same document not again', async () => {
  const daily = (day: string) => ecbXml({ [day]: DAYS[day] ?? {} });
  answer = (_, response) => response.end(daily('2024-01-05'));
  const first = await pull();
  expect(await pull(first.at(-1)?.cursor)).toEqual([]);
  answer = (_, response) => response.end(daily('2024-01-08'));
  const second = await pull(first.at(-1)?.cursor);
  expect(second.map(({ snapshot }) => snapshot?.scope)).toEqual([undefined, '2024-01-08']);
  const [before, after] = [first, second].map((pages) => pages.at(-1)?.snapshot?.generation ?? 0);
  expect(after).toBeGreaterThan(before ?? 0);
});

test.each<[string, RequestListener, RegExp, number, number?]>([
  ['404', (_, response) => response.writeHead(404).end(), /answered 404/, 1],
  ['500', (_, response) => response.writeHead(500).end(), /answered 500/, 3],
  ['silence', () => undefined, /did not answer within 0.2 s/, 3, 0.2],
  ['a body that stops', (_, r) => void r.write('<?xml'), /did not answer within 0.2 s/, 3, 0.2],
  ['a cut connection', (request) => void request.socket.destroy(), /can't be read/, 3],
  ['truncated XML', (_, response) => response.end(ecbXml().slice(0, 700)), /ends in the middle/, 1],
  ['HTML', (_, response) => response.end('<html><body/></html>'), /line 1 has an element <…>/, 1],
  [
    'another namespace',
    (_, r) => r.end(ecbXml().replace('/eurofxref"', '/other"')),
    /namespace/,
    1,
  ],
])('%s is told, and tried again only where that can help', async (_, fault, says, times, limit) => {
  answer = fault;
  await expect(pull(undefined, limit)).rejects.toThrow(says);
  expect(asked).toBe(times);
  const findings = await fx.check(
    fx.config.parse({ url, allowPrivate: true, timeLimit: 0.1 }),
    context,
  );
  expect(findings).toEqual([
    {
      level: 'error',
      message: expect.stringMatching(/\w/) as string,
      mend: expect.stringMatching(/\w/) as string,
    },
  ]);
});

test.each([
  ['HTML', '<canary-secret/>'],
  ['text', 'canary-secret: hunter2'],
  ['CSV', 'Date,USD\ncanary-secret,1'],
  ['CSV that is none', 'Date,"canary-secret'],
  ['XML text', `<gesmes:Envelope xmlns:gesmes="canary-secret">`],
])('what another host answers is in no message: %s', async (_, body) => {
  answer = (_request, response) => response.end(body);
  const failure = await pull().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(SourceError);
  expect(failure).toMatchObject({ retry: false, message: expect.stringContaining('line') });
  expect(`${String(failure)} ${(failure as SourceError).mend}`).not.toContain('canary');
});

test('what leads inside is not asked, not twice, and the way out is said', async () => {
  const closed = fx.config.parse({ url });
  const [finding] = await fx.check(closed, context);
  expect(finding).toMatchObject({
    level: 'error',
    message: `${url} leads to this machine or a private network (127.0.0.1)`,
    mend: expect.stringContaining('`allowPrivate: true`'),
  });
  expect(asked).toBe(0);
  answer = (_, response) => response.writeHead(302, { location: 'http://localhost:1/' }).end();
  await expect(pull()).rejects.toThrow('sends us on to another host');
  expect(asked).toBe(1);
});

test('secrets of its address are sent, and in no place and no message', async () => {
  let sent = '';
  answer = (request, response) => {
    sent = `${request.headers.authorization} ${request.url}`;
    response.end(ecbXml());
  };
  const secret = new URL(`${url}?token=CANARY-1`);
  secret.username = 'CANARY-2';
  secret.password = 'CANARY-3';
  const config = fx.config.parse({ url: secret.href, allowPrivate: true });
  const pages = await Array.fromAsync(
    fx.read(config, { name: 'rates', fact: 'rate' }, undefined, context),
  );
  expect(sent).toBe(`Basic ${btoa('CANARY-2:CANARY-3')} /eurofxref-daily.xml?token=CANARY-1`);
  expect(pages[1]?.records[0]?.place).toMatch(/eurofxref-daily\.xml\?…:\d+/);
  answer = (_, response) => response.writeHead(404).end();
  const findings = await fx.check(config, context);
  expect(JSON.stringify([pages, findings])).not.toContain('CANARY');
});

test('a server that recovers is read', async () => {
  answer = (_, response) => (asked < 3 ? response.writeHead(503).end() : response.end(ecbXml()));
  expect(await pull()).toHaveLength(4);
});

test('a body without end is cut off', async () => {
  const mebibyte = Buffer.alloc(2 ** 20, ' ');
  answer = (_, response) => {
    const more = (): void => {
      if (response.write(mebibyte)) setImmediate(more);
      else response.once('drain', more);
    };
    more();
  };
  const config = fx.config.parse({ url, allowPrivate: true, timeLimit: 60 });
  const pages = fx.read(config, { name: 'rates', fact: 'rate' }, undefined, context);
  await expect(Array.fromAsync(pages)).rejects.toThrow('is larger than 64 MiB');
  expect(asked).toBe(1);
});

test.each([[{}], [{ file: 'a', url: 'http://x/y' }]])('needs either file or url: %j', (config) => {
  expect(fx.config.safeParse(config).error?.issues[0]?.message).toBe('needs either file or url');
});
