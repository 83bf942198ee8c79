import { createServer } from 'node:http';
import { Database, type DatabaseOptions } from './database.ts';
import { Gate } from './gate.ts';
import { handle, type HandlerParts } from './handle.ts';
import { loadNative, type Native } from './native.ts';
import { Sessions } from './sessions.ts';
import type { EngineUsers } from './users.ts';

/** What the parent sends first. */
export interface EngineStart extends DatabaseOptions {
  readonly port: number;
  readonly users: EngineUsers;
}

/** What the child answers. */
export type EngineAnswer =
  | { readonly kind: 'ready'; readonly port: number }
  | {
      readonly kind: 'failed';
      readonly reason: 'unavailable' | 'open' | 'listen';
      readonly message: string;
    };

/** chDB can hang in a normal exit while a query runs; a kill is safe for its data. */
function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

async function start(native: Native, options: EngineStart): Promise<void> {
  const database = await Database.open(native, options);
  const parts: HandlerParts = {
    database,
    sessions: new Sessions(database),
    users: options.users,
    gates: { admin: new Gate(8, 500), bi: new Gate(4, 100) },
  };
  const server = createServer({
    maxHeaderSize: 262_144,
    headersTimeout: 20_000,
    requestTimeout: 0,
    keepAliveTimeout: 30_000,
  });
  server.maxConnections = 500;
  server.on('request', (request, response) => void handle(parts, request, response));
  server.on('checkContinue', (request, response) => {
    response.writeContinue();
    void handle(parts, request, response);
  });
  server.on('error', (error) => failed('listen', error));
  server.listen(options.port, '127.0.0.1', () => {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    // A parent that was killed just now is noticed by its disconnecting, not by this.
    process.send?.({ kind: 'ready', port } satisfies EngineAnswer, () => undefined);
  });
}

function failed(reason: 'unavailable' | 'open' | 'listen', error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  process.send?.({ kind: 'failed', reason, message } satisfies EngineAnswer, die);
}

process.on('disconnect', die);
process.on('SIGTERM', die);
process.on('SIGINT', () => {});
process.once('message', (options: EngineStart) => {
  let native: Native;
  try {
    native = loadNative();
  } catch (error) {
    failed('unavailable', error);
    return;
  }
  start(native, options).catch((error: unknown) => failed('open', error));
});
