import type { NativeBlock } from './native-block.ts';

/**
 * The store port: ClickHouse over HTTP, be it a server or the embedded engine's child process.
 * Statements name tables without a database; the store's own database is the default one.
 */
export interface Store {
  /** Rows of a SELECT, as JSON objects. Decimals and 64-bit integers come as strings. Bound parameters only. */
  query<Row>(sql: string, params?: Params, options?: StatementOptions): Promise<Row[]>;
  /** The same, streamed in chunks with flat memory. */
  stream<Row>(sql: string, params?: Params, options?: StatementOptions): AsyncIterable<Row[]>;
  /** DDL, INSERT … SELECT and other statements without a result. */
  command(sql: string, params?: Params, options?: StatementOptions): Promise<void>;
  /** Inserts a block of rows; columns it lacks take their defaults. Durable when it resolves. */
  insert(table: string, block: NativeBlock): Promise<void>;
  /** True when the engine answers. */
  ping(): Promise<boolean>;
  close(): Promise<void>;
}

export type Params = Readonly<Record<string, unknown>>;

export interface StatementOptions {
  readonly signal?: AbortSignal;
  /** ClickHouse settings for this statement only. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** The default database for this statement, where it is not the store's own. */
  readonly database?: string;
}

/** A statement failed. `code` is ClickHouse's error code where it gave one. */
export class StoreError extends Error {
  readonly retry: boolean;
  readonly code: number | undefined;
  constructor(message: string, options: { retry: boolean; code?: number; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'StoreError';
    this.retry = options.retry;
    this.code = options.code;
  }
}
