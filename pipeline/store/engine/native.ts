import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * The part of chDB's native addon that the engine uses. chDB's own Session class is passed by
 * because its close() waits for every running query of the process, so that one long query makes
 * all other connections pile up; here each connection is closed as soon as its own work is done. Its
 * streaming is passed by too: it analyses statements on the event loop (row-pipe.ts does not).
 */
export interface Native {
  CreateConnection(dir: string, args: readonly string[]): Connection | null;
  CloseConnection(connection: Connection): void;
  QueryWithConnection(connection: Connection, sql: string, format: string): string;
  QueryAsyncConnection(connection: Connection, sql: string, format: string): Promise<NativeResult>;
}

export interface NativeResult {
  readonly bytes: Uint8Array;
  readonly rowsRead: number;
  readonly bytesRead: number;
  readonly rowsWritten?: number;
}

/** An opaque native handle. */
export type Connection = { readonly handle: 'connection' };
/** Loads chDB. Throws where the platform has no build of it. */
export function loadNative(): Native {
  const require = createRequire(import.meta.url);
  const loader = join(dirname(require.resolve('chdb')), 'dist', 'loader.js');
  const module: { readonly loadNative: () => Native } = require(loader);
  return module.loadNative();
}
