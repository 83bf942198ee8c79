import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerAdmin } from './admin-answer.ts';
import type { Database } from './database.ts';
import { Failure, toFailure } from './failure.ts';
import type { ReaderDoor } from './reader-door.ts';
import { Reply } from './reply.ts';
import { readTarget, refusePages } from './target.ts';
import { authenticate, type EngineUsers } from './users.ts';
import type { Gate } from './gate.ts';
import type { Sessions } from './sessions.ts';

export interface HandlerParts {
  readonly database: Database;
  readonly sessions: Sessions;
  readonly users: EngineUsers;
  /** Of the admin's statements. */
  readonly gate: Gate;
  readonly reader: ReaderDoor;
}

const DISCARD_MS = 2_000;

/** Answers one request of ClickHouse's HTTP interface. Never throws. */
export async function handle(
  parts: HandlerParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { path, query } = readTarget(request.url ?? '/');
  const reply = new Reply(request, response, query, parts.database.version);
  try {
    refusePages(request);
    if (path === '/ping') return void response.end('Ok.\n');
    const role = authenticate(request, query, parts.users);
    if (path !== '/')
      throw new Failure(36, 'BAD_ARGUMENTS', `There is no handle ${path.slice(0, 80)}`, 404);
    if (request.method === 'GET' && query.get('query') === null) return void response.end('Ok.\n');
    refuseBlocks(query);
    const answer = { request, response, url: query, reply };
    if (role === 'bi') await parts.reader.answer(answer);
    else await answerAdmin(parts, answer);
  } catch (error) {
    reply.fail(toFailure(error));
    discard(request);
  }
}

/** Lets the client finish sending for a while, so that it reads the answer rather than a reset. */
function discard(request: IncomingMessage): void {
  if (request.complete) return;
  request.unpipe();
  request.on('error', () => {});
  request.resume();
  setTimeout(() => {
    if (!request.complete) request.destroy();
  }, DISCARD_MS).unref();
}

function refuseBlocks(url: URLSearchParams): void {
  if (url.get('compress') !== '1' && url.get('decompress') !== '1') return;
  throw new Failure(
    48,
    'NOT_IMPLEMENTED',
    'compress=1 and decompress=1 are not supported by the embedded engine: switch compression off, or use gzip by Accept-Encoding',
    501,
  );
}
