import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { lookup as systemLookup } from 'node:dns';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { shownUrl } from '../../../connectors/http/config.ts';
import { outgoing, type Reach } from '../../../connectors/http/outgoing.ts';
import { OutgoingRefused } from '../../../connectors/http/outgoing-refused.ts';

let server: Server;
let other: Server;
let port: number;
let asked: string[] = [];
let answer: RequestListener;
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.headers.host}${request.url}`);
    answer(request, response);
  });
  other = createServer((_request, response) => {
    asked.push('other');
    response.end('internal secret');
  });
  for (const each of [server, other]) {
    await new Promise<void>((resolve) => each.listen(0, '127.0.0.1', resolve));
  }
  port = portOf(server);
});
afterAll(() => {
  for (const each of [server, other]) each.closeAllConnections();
  for (const each of [server, other]) each.close();
});
beforeEach(() => {
  asked = [];
  answer = (_request, response) => response.end('answer');
});

function portOf(each: Server): number {
  return (each.address() as AddressInfo).port;
}

/** Names lead to these addresses, each time to the next. */
function names(...addresses: readonly string[][]): typeof systemLookup {
  let call = 0;
  const found = (): readonly string[] => addresses[Math.min(call++, addresses.length - 1)] ?? [];
  return ((_host: string, _options: object, done: (error: null, all: object[]) => void) => {
    done(
      null,
      found().map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  }) as unknown as typeof systemLookup;
}

async function refused(url: string, reach?: Reach): Promise<string> {
  const failure = await outgoing(url, {}, reach).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(OutgoingRefused);
  return (failure as OutgoingRefused).message;
}

test.each([
  '127.0.0.1',
  '2130706433',
  '0x7f.1',
  '0177.0.0.1',
  '[::ffff:127.0.0.1]',
  '0.0.0.0',
  'localhost',
])('an address of this machine is not asked: %s', async (host) => {
  expect(await refused(`http://${host}:${port}/`)).toContain('this machine or a private network');
  expect(asked).toEqual([]);
});

test('it is where that is said', async () => {
  for (const host of ['127.0.0.1', 'localhost']) {
    const response = await outgoing(`http://${host}:${port}/`, {}, { allowPrivate: true });
    expect(await response.text()).toBe('answer');
  }
  await refused(`http://localhost:${port}/`);
});

test.each<[string, string[][]]>([
  ['a private address', [['127.0.0.1']]],
  ['one of several that is private', [['203.0.114.1', '127.0.0.1']]],
  ['IPv4 in IPv6', [['::ffff:127.0.0.1']]],
])('a name that leads to %s is not asked', async (_name, addresses) => {
  const reach = { lookup: names(...addresses) };
  expect(await refused(`http://rates.example:${port}/`, reach)).toContain('(rates.example)');
  expect(asked).toEqual([]);
});

test('a name that led to a public address and now leads inside is not asked: its connection is what counts', async () => {
  const lookup = names(['192.0.2.1'], ['127.0.0.1']);
  // Whoever looked before would have seen a public address the first time.
  await new Promise((resolve) => lookup('rates.example', { all: true }, resolve));
  await refused(`http://rates.example:${port}/`, { lookup });
  expect(asked).toEqual([]);
});

test('a name goes where it leads, and is called by its name', async () => {
  const reach = { lookup: names(['127.0.0.1']), allowPrivate: true };
  await (await outgoing(`http://rates.example:${port}/x`, {}, reach)).text();
  expect(asked).toEqual([`rates.example:${port}/x`]);
});

test.each(['file:///etc/passwd', 'data:,x', 'ftp://rates.example/', 'blob:x'])(
  'another kind of address is refused: %s',
  async (url) => {
    expect(await refused(url, { allowPrivate: true })).toContain('is an address of the kind');
  },
);

const INSIDE: Reach = { allowPrivate: true, follow: true };

test('a redirect is followed on the same host', async () => {
  answer = ({ url }, response) =>
    url === '/a' ? response.writeHead(302, { location: '/b' }).end() : response.end('b');
  const response = await outgoing(`http://127.0.0.1:${port}/a`, {}, INSIDE);
  expect(await response.text()).toBe('b');
});

test.each<[string, (to: number) => string]>([
  ['another port', (to) => `http://127.0.0.1:${to}/`],
  ['another host', (to) => `http://localhost:${to}/`],
  ['another host without a scheme', (to) => `//localhost:${to}/`],
  ['a file', () => 'file:///etc/passwd'],
  ['data', () => 'data:,x'],
  ['another kind, with another port', (to) => `https://127.0.0.1:${to}/`],
])(
  'a redirect to %s is not followed, also where private addresses are allowed',
  async (_name, to) => {
    answer = (_request, response) => response.writeHead(302, { location: to(portOf(other)) }).end();
    const message = await refused(`http://127.0.0.1:${port}/`, INSIDE);
    expect(message).toMatch(/sends us on to|is an address of the kind/);
    expect(asked).not.toContain('other');
  },
);

test('redirects end', async () => {
  answer = (_request, response) => response.writeHead(302, { location: '/again' }).end();
  expect(await refused(`http://127.0.0.1:${port}/`, INSIDE)).toContain('sends us on 5 times');
  expect(asked).toHaveLength(6);
});

test('a redirect is given as it came where none is to be followed', async () => {
  answer = (_request, response) => response.writeHead(302, { location: '/b' }).end();
  const response = await outgoing(`http://127.0.0.1:${port}/`, {}, { allowPrivate: true });
  expect(response.status).toBe(302);
});

test('user and password of a URL are sent as what they stand for', async () => {
  let sent: string | undefined;
  answer = ({ headers }, response) => {
    sent = headers.authorization;
    response.end();
  };
  await outgoing(`http://us%40er:p%zz@127.0.0.1:${port}/`, {}, { allowPrivate: true });
  expect(sent).toBe(`Basic ${Buffer.from('us@er:p%zz').toString('base64')}`);
});

test('an address is shown without what may be secret in it', () => {
  expect(shownUrl('https://user:CANARY@host.example/path?token=CANARY#CANARY')).toBe(
    'https://host.example/path?…',
  );
});
