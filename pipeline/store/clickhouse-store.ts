import { setTimeout as sleep } from 'node:timers/promises';
import { type ClickHouseClient, createClient } from '@clickhouse/client';
import { handOverBlock, sendBlock } from './insert-block.ts';
import type { NativeBlock } from './native-block.ts';
import type { Params, StatementOptions, Store, StoreError } from './store.ts';
import { toStoreError } from './store-error.ts';

export interface StoreConnection {
  /** URL of the HTTP interface, such as http://127.0.0.1:8123. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly database: string;
  /** How long a statement is tried again while the engine can't be reached, in ms. */
  readonly retryMs?: number;
  /** A folder that the engine reads too, being on this machine: blocks are handed over there as files. */
  readonly blocksDir?: string;
}

const RETRY_MS = 30_000;
const FIRST_DELAY_MS = 100;
const MAX_DELAY_MS = 3_000;
const STATEMENT_TIMEOUT_MS = 600_000;

/** A Store over ClickHouse's HTTP interface. Opens no connection before the first statement. */
export function openStore(connection: StoreConnection): Store {
  return new ClickHouseStore(connection);
}

class ClickHouseStore implements Store {
  readonly #connection: StoreConnection;
  readonly #clients = new Map<string, ClickHouseClient>();

  constructor(connection: StoreConnection) {
    this.#connection = connection;
  }

  query<Row>(sql: string, params: Params = {}, options: StatementOptions = {}): Promise<Row[]> {
    return this.#retrying(options.signal, async () => {
      const result = await this.#select(sql, params, options);
      return result.json<Row>();
    });
  }

  async *stream<Row>(
    sql: string,
    params: Params = {},
    options: StatementOptions = {},
  ): AsyncGenerator<Row[]> {
    const result = await this.#retrying(options.signal, () => this.#select(sql, params, options));
    try {
      for await (const rows of result.stream<Row>()) yield rows.map((row) => row.json<Row>());
    } catch (error) {
      throw toStoreError(error, options.signal);
    } finally {
      result.close();
    }
  }

  async command(sql: string, params: Params = {}, options: StatementOptions = {}): Promise<void> {
    await this.#retrying(options.signal, () =>
      this.#client(options).command({ query: sql, ...statement(params, options) }),
    );
  }

  async insert(table: string, block: NativeBlock): Promise<void> {
    const names = block.columns.map((name) => `\`${name}\``).join(', ');
    const into = `INSERT INTO ${table} (${names})`;
    const { blocksDir } = this.#connection;
    await this.#retrying(undefined, () =>
      blocksDir === undefined
        ? sendBlock(this.#client({}), into, block)
        : handOverBlock(this.#client({}), blocksDir, into, block),
    );
  }

  async ping(): Promise<boolean> {
    const answer = await this.#client({}).ping();
    return answer.success;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#clients.values()].map((client) => client.close()));
  }

  #select(sql: string, params: Params, options: StatementOptions) {
    return this.#client(options).query({
      query: sql,
      format: 'JSONEachRow',
      ...statement(params, options),
    });
  }

  #client(options: StatementOptions): ClickHouseClient {
    const database = options.database ?? this.#connection.database;
    const known = this.#clients.get(database);
    if (known !== undefined) return known;
    const { url, username, password } = this.#connection;
    const client = createClient({
      url,
      username,
      password,
      database,
      application: 'goalstream',
      request_timeout: STATEMENT_TIMEOUT_MS,
      max_open_connections: 16,
      log: { LoggerClass: SilentLogger },
      clickhouse_settings: {
        output_format_json_quote_64bit_integers: 1,
        output_format_json_quote_decimals: 1,
        date_time_input_format: 'best_effort',
      },
    });
    this.#clients.set(database, client);
    return client;
  }

  /** Everything the project writes is idempotent, so a statement whose answer was lost is sent again. */
  async #retrying<T>(signal: AbortSignal | undefined, attempt: () => Promise<T>): Promise<T> {
    // From the first failure on: a statement may have waited long for an engine that was ended at last.
    let until: number | undefined;
    for (let delay = FIRST_DELAY_MS; ; delay = Math.min(delay * 2, MAX_DELAY_MS)) {
      try {
        signal?.throwIfAborted();
        return await attempt();
      } catch (error) {
        const failure: StoreError = toStoreError(error, signal);
        until ??= Date.now() + (this.#connection.retryMs ?? RETRY_MS);
        if (!failure.retry || Date.now() + delay > until) throw failure;
        await sleep(delay, undefined, signal === undefined ? {} : { signal }).catch(() => {
          throw failure;
        });
      }
    }
  }
}

function statement(params: Params, options: StatementOptions) {
  return {
    query_params: { ...params },
    clickhouse_settings: { ...options.settings },
    ...(options.signal === undefined ? {} : { abort_signal: options.signal }),
  };
}

/** Failures come to the caller as errors; the client's own log would say them twice. */
class SilentLogger {
  trace(): void {}
  debug(): void {}
  info(): void {}
  warn(): void {}
  error(): void {}
}
