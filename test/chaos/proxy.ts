import { once } from 'node:events';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Random } from '../../connectors/sandbox/random.ts';

/** What the proxy did. */
export interface ProxyCounts {
  statements: number;
  inserts: number;
  /** INSERTs answered 503 and never forwarded. */
  refused: number;
  /** INSERTs whose connection was closed without forwarding. */
  closed: number;
  /** INSERTs that took effect and whose answer was thrown away. */
  dropped: number;
  /** Statements whose engine went away. */
  broken: number;
}

export interface FaultyProxy {
  readonly url: string;
  readonly counts: ProxyCounts;
  /** From now on everything passes. */
  heal(): void;
  close(): Promise<void>;
}

type Fate = 'pass' | 'refuse' | 'close' | 'drop';

const INSERT = /^\s*INSERT\s/i;
/** Headers of one connection, not of the message. */
const HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'host']);

/**
 * Starts an HTTP proxy on 127.0.0.1 before the store: it fails a share of the INSERTs, and throws
 * away the answers of the same share once they took effect.
 */
export async function startProxy(
  target: string,
  random: Random,
  share: number,
): Promise<FaultyProxy> {
  const counts = { statements: 0, inserts: 0, refused: 0, closed: 0, dropped: 0, broken: 0 };
  let faulty = true;
  const fateOf = (isInsert: boolean): Fate => {
    if (!isInsert || !faulty) return 'pass';
    if (random.chance(share)) return random.chance(0.5) ? 'refuse' : 'close';
    return random.chance(share) ? 'drop' : 'pass';
  };
  const server = createServer((request, response) => {
    pass(target, fateOf, counts, request, response).catch(() => {
      counts.broken += 1;
      response.destroy();
    });
  });
  server.requestTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts,
    heal: () => {
      faulty = false;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function pass(
  target: string,
  fateOf: (isInsert: boolean) => Fate,
  counts: ProxyCounts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', target);
  const chunks = request[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const first = await chunks.next();
  const text = url.searchParams.get('query') ?? (first.done === true ? '' : first.value.toString());
  const isInsert = INSERT.test(text);
  const fate = fateOf(isInsert);
  counts.statements += 1;
  counts.inserts += isInsert ? 1 : 0;
  if (fate === 'close') {
    counts.closed += 1;
    response.destroy();
  } else if (fate === 'refuse') {
    counts.refused += 1;
    request.resume();
    response.writeHead(503, { connection: 'close' }).end('Service Unavailable');
  } else {
    const answer = await forward(url, request, response, bodyOf(first, chunks));
    if (fate === 'pass') await pipeline(answer, response);
    else {
      answer.resume();
      await once(answer, 'end');
      counts.dropped += 1;
      response.destroy();
    }
  }
}

/** Sends a statement on and gives the engine's answer, whose head is copied to the response. */
async function forward(
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
  body: Readable,
): Promise<IncomingMessage> {
  const { method } = request;
  const headers = withoutHop(request.headers);
  const upstream = httpRequest(url, method === undefined ? { headers } : { method, headers });
  response.once('close', () => {
    if (!response.writableFinished) upstream.destroy();
  });
  const answered = once(upstream, 'response') as Promise<[IncomingMessage]>;
  const sent = pipeline(body, upstream);
  sent.catch(() => undefined);
  const [answer] = await answered;
  response.writeHead(answer.statusCode ?? 502, withoutHop(answer.headers));
  return answer;
}

function bodyOf(first: IteratorResult<Buffer>, rest: AsyncIterator<Buffer>): Readable {
  return Readable.from(
    (async function* () {
      for (let chunk = first; chunk.done !== true; chunk = await rest.next()) yield chunk.value;
    })(),
    { objectMode: false },
  );
}

function withoutHop(headers: NodeJS.Dict<string | string[]>): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      HOP.has(name) || value === undefined ? [] : [[name, value]],
    ),
  );
}
