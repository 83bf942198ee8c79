import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../independent/random.ts';

const METHODS = ['GET', 'POST', 'HEAD', 'PUT', 'OPTIONS', 'TRACE', 'CONNECT', 'get', 'G\0T', ''];
const TARGETS = [
  '/',
  '//',
  '/%zz',
  '/goals/%zz',
  '/goals/..%2f..%2fsecrets.json',
  '/v1/attainment?as-of=x',
  '/v1/attainment?owner=%00',
  '/v1/goals/net-sales/ledger?limit=99999999999',
  '/v1/status',
  '/webhooks/shop',
  '/webhooks/%E0%A4%A',
  'http://example.com/',
  '*',
  '',
  '/?query=SELECT%201',
  '/ping',
  '/?query=%FF%FE',
];
const HEADERS = [
  'Host: 127.0.0.1',
  'Host: evil.example',
  'Host:',
  'Content-Length: 5',
  'Content-Length: -1',
  'Content-Length: 99999999999999999999',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: xchunked',
  'Expect: 100-continue',
  'Authorization: Basic AAAA',
  'Authorization: Bearer x',
  'X-Forwarded-Host: shop.example',
  'X-ClickHouse-User: default',
  'X-Shopify-Topic: shop/redact',
  'Accept-Encoding: gzip, br, \x01',
  'Connection: keep-alive',
  'Origin: http://evil.example',
  'no colon here',
];

/** One request of a client that keeps no rule: how it is cut, what it leaves open, how slow it is. */
export async function rawRequest(random: Random, port: number): Promise<string> {
  const text = mutate(random, requestText(random));
  const socket = connect(port, '127.0.0.1');
  const answered = new Promise<string>((resolve) => {
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
    socket.once('error', () => resolve('reset'));
    socket.once('close', () => resolve(/^HTTP\/1\.\d (\d+)/.exec(answer)?.[1] ?? 'closed'));
    setTimeout(() => resolve(/^HTTP\/1\.\d (\d+)/.exec(answer)?.[1] ?? 'open'), 1_500).unref();
  });
  socket.once('connect', () => void send(random, socket, text));
  const outcome = await answered;
  socket.destroy();
  return outcome;
}

async function send(
  random: Random,
  socket: ReturnType<typeof connect>,
  text: string,
): Promise<void> {
  const bytes = Buffer.from(text, 'latin1');
  if (random.chance(0.7)) socket.write(bytes);
  else {
    const cut = random.int(0, bytes.length);
    socket.write(bytes.subarray(0, cut));
    await sleep(random.int(1, 300));
    if (!socket.destroyed && random.chance(0.6)) socket.write(bytes.subarray(cut));
  }
  if (random.chance(0.2)) socket.destroy();
  else if (random.chance(0.3)) socket.end();
}

function requestText(random: Random): string {
  const target = random.chance(0.05)
    ? `/${'a'.repeat(random.int(1, 200_000))}`
    : random.pick(TARGETS);
  const version = random.pick(['HTTP/1.1', 'HTTP/1.1', 'HTTP/1.0', 'HTTP/9.9', '']);
  const count = random.chance(0.03) ? 3_000 : random.int(0, 8);
  const headers = Array.from({ length: count }, () => `${random.pick(HEADERS)}\r\n`).join('');
  const body = random.chance(0.3) ? 'x'.repeat(random.int(1, 100_000)) : '';
  const one = `${random.pick(METHODS)} ${target} ${version}\r\n${headers}\r\n${body}`;
  return random.chance(0.1) ? one.repeat(random.int(2, 40)) : one;
}

function mutate(random: Random, text: string): string {
  if (random.chance(0.6)) return text;
  const at = random.int(0, text.length);
  const byte = String.fromCharCode(random.int(0, 255));
  return random.chance(0.5)
    ? text.slice(0, at) + byte + text.slice(at + 1)
    : text.slice(0, at) + text.slice(at + random.int(1, 20));
}
