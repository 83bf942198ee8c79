import { rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { BI_LIMITS, type BiLimits } from './bi-limits.ts';
import { boundConnections } from './connections.ts';
import { Database, type DatabaseOptions } from './database.ts';
import { Gate } from './gate.ts';
import { handle, type HandlerParts } from './handle.ts';
import { loadNative, type Native } from './native.ts';
import { ReaderDoor } from './reader-door.ts';
import { Sessions } from './sessions.ts';
import type { EngineUsers } from './users.ts';

/** What the parent sends first. */
export interface EngineStart extends DatabaseOptions {
  readonly kind: 'start';
  /** Of the product's own statements. */
  readonly port: number;
  /** Of BI tools. */
  readonly biPort: number;
  /** When BI tools may ask, ms since 1970. */
  readonly biOpensAt: number;
  readonly biLimits?: Partial<BiLimits>;
  readonly users: EngineUsers;
}

/** What the parent sends. */
export type EngineQuestion = EngineStart | { readonly kind: 'beat' };

/** What the child answers. */
export type EngineAnswer =
  | { readonly kind: 'ready'; readonly port: number; readonly biPort: number }
  | { readonly kind: 'beat' }
  /** Something that concerned one request only went wrong outside its error path. */
  | { readonly kind: 'fault'; readonly message: string }
  /** A reader's statement can't be ended; the child ends. */
  | { readonly kind: 'stuck' }
  | {
      readonly kind: 'failed';
      readonly reason: 'unavailable' | 'open' | 'listen';
      readonly message: string;
    };

/** The part of the engine's memory that one statement of a reader may take; all that run take a half. */
const READER_MEMORY = 0.125;

/** Its pipes and spilled bodies: not every tool copies a folder with pipes in it. */
let spillDir: string | undefined;

/** chDB can hang in a normal exit while a query runs; a kill is safe for its data. */
function die(): void {
  try {
    if (spillDir !== undefined) rmSync(spillDir, { recursive: true, force: true });
  } catch {
    // The next start removes it.
  }
  process.kill(process.pid, 'SIGKILL');
}

/** A parent that was killed just now is noticed by its disconnecting, not by an error of this. */
function tell(answer: EngineAnswer, then: () => void = () => undefined): void {
  process.send?.(answer, then);
}

async function start(native: Native, options: EngineStart): Promise<void> {
  const limits = { ...BI_LIMITS, ...options.biLimits };
  const database = await Database.open(native, options);
  ({ spillDir } = database);
  const parts: HandlerParts = {
    database,
    sessions: new Sessions(database),
    users: options.users,
    gate: new Gate({ running: 8, waiting: 500 }),
    reader: new ReaderDoor({
      database,
      limits,
      memoryBytes: Math.floor(options.memoryBytes * READER_MEMORY),
      opensAt: options.biOpensAt,
      onStuck: () => tell({ kind: 'stuck' }, die),
    }),
  };
  const own = createServer({
    maxHeaderSize: 262_144,
    headersTimeout: 20_000,
    requestTimeout: 0,
    keepAliveTimeout: 30_000,
  });
  // A request line that no client sends is not worth much memory or time.
  const bi = createServer({
    maxHeaderSize: 65_536,
    headersTimeout: limits.idleMs,
    requestTimeout: limits.idleMs + limits.bodyMs,
    keepAliveTimeout: limits.idleMs,
    connectionsCheckingInterval: limits.idleMs / 10,
  });
  boundConnections(own, 500);
  boundConnections(bi, limits.connections);
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    request.on('error', () => {});
    response.on('error', () => {});
    handle(parts, request, response).catch(() => response.destroy());
  };
  for (const server of [own, bi]) {
    server.on('request', serve);
    server.on('checkContinue', (request, response) => {
      response.writeContinue();
      serve(request, response);
    });
  }
  const [port, biPort] = [await listen(own, options.port), await listen(bi, options.biPort)];
  tell({ kind: 'ready', port, biPort });
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve) => {
    server.on('error', (error) => failed('listen', error));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

function failed(reason: 'unavailable' | 'open' | 'listen', error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  tell({ kind: 'failed', reason, message }, die);
}

/** One request's fault is not the end of all others'. */
function survive(error: unknown): void {
  tell({ kind: 'fault', message: error instanceof Error ? (error.stack ?? '') : String(error) });
}

process.on('uncaughtException', survive);
process.on('unhandledRejection', survive);
process.on('disconnect', die);
process.on('SIGTERM', die);
process.on('SIGINT', () => {});
process.on('message', (question: EngineQuestion) => {
  if (question.kind === 'beat') return tell({ kind: 'beat' });
  let native: Native;
  try {
    native = loadNative();
  } catch (error) {
    return failed('unavailable', error);
  }
  start(native, question).catch((error: unknown) => failed('open', error));
});
