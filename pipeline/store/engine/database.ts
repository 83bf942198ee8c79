import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Vocabulary, VOCABULARY_SQL } from './functions.ts';
import type { Connection, Native, NativeResult } from './native.ts';
import { RowPipes } from './row-pipe.ts';
import type { SessionSpec } from './sessions.ts';
import { literal } from './settings.ts';

export interface DatabaseOptions {
  readonly dir: string;
  readonly memoryBytes: number;
  /** Databases the reader may read; a name may end in `*`. */
  readonly biDatabases: readonly string[];
}

const LOCK_TIMEOUT_MS = 10_000;
/** How often the engine compares the memory it has with what it has counted, ms; 50 by its default. */
const MEMORY_LOOK_MS = 250;
const READER_ROLE = 'bi_reader';

/** The chDB database in a directory, of which this process is the only owner. */
export class Database {
  readonly version: string;
  /** What a reader may say. */
  readonly vocabulary: Vocabulary;
  readonly spillDir: string;
  readonly pipes: RowPipes;
  readonly #native: Native;
  readonly #dir: string;
  readonly #root: Connection;
  /** Statements of the root's own are run one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  /** Opens the database; waits up to 10 s for an owner that is just going. */
  static async open(native: Native, options: DatabaseOptions): Promise<Database> {
    const dir = resolve(options.dir);
    mkdirSync(join(dir, 'data'), { recursive: true });
    const args = [`--config-file=${writeConfig(dir, options)}`];
    const until = Date.now() + LOCK_TIMEOUT_MS;
    for (;;) {
      try {
        return new Database(native, dir, args);
      } catch (error) {
        if (Date.now() > until) throw error;
        await sleep(200);
      }
    }
  }

  constructor(native: Native, dir: string, args: readonly string[]) {
    this.#native = native;
    this.#dir = join(dir, 'data');
    const root = native.CreateConnection(this.#dir, args);
    if (root === null) throw new Error(`can't open the database in ${dir}`);
    this.#root = root;
    this.version = this.#ask('SELECT version()');
    this.vocabulary = new Vocabulary(this.#ask(VOCABULARY_SQL));
    this.spillDir = join(dir, 'spill');
    rmSync(this.spillDir, { recursive: true, force: true });
    mkdirSync(this.spillDir, { mode: 0o700 });
    this.pipes = new RowPipes(this.spillDir);
  }

  /** A fresh session, with the role's rights; its queries are found by the tag. */
  async session({ role, database, settings }: SessionSpec, tag: string): Promise<Session> {
    const connection = this.#native.CreateConnection(this.#dir, []);
    if (connection === null) throw new Error("can't open a session");
    const session = new Session(this.#native, connection, tag);
    try {
      if (role === 'bi') await session.run(`SET ROLE ${READER_ROLE}`);
      if (database !== undefined) await session.run(`USE ${database}`);
      const comment = `log_comment = ${literal(tag)}`;
      await session.run(`SET ${settings === '' ? comment : `${comment}, ${settings}`}`);
      return session;
    } catch (error) {
      session.close();
      throw error;
    }
  }

  /** Asks the session's query to end; it may have ended by itself in the meantime. Never throws. */
  kill({ tag }: Session): void {
    const sql = `KILL QUERY WHERE Settings['log_comment'] = ${literal(tag)} ASYNC`;
    const run = () => this.#native.QueryAsyncConnection(this.#root, sql, 'TabSeparated');
    this.#last = this.#last.then(run, run);
    this.#last.catch(() => {});
  }

  #ask(sql: string): string {
    return this.#native.QueryWithConnection(this.#root, sql, 'TabSeparated').trim();
  }
}

/** A connection of its own; its settings and parameters are seen by no other. One statement at a time. */
export class Session {
  readonly tag: string;
  readonly #native: Native;
  readonly #connection: Connection;

  constructor(native: Native, connection: Connection, tag: string) {
    this.#native = native;
    this.#connection = connection;
    this.tag = tag;
  }

  run(sql: string, format = 'TabSeparated'): Promise<NativeResult> {
    return this.#native.QueryAsyncConnection(this.#connection, sql, format);
  }

  close(): void {
    this.#native.CloseConnection(this.#connection);
  }
}

function writeConfig(dir: string, options: DatabaseOptions): string {
  const grants = options.biDatabases.map(
    (name) => `<query>GRANT SELECT ON ${grantable(name)}.*</query>`,
  );
  const users = join(dir, 'users.xml');
  const config = join(dir, 'config.xml');
  writeFileSync(
    users,
    `<clickhouse>
<roles>
<${READER_ROLE}><grants>${grants.join('')}</grants></${READER_ROLE}>
<owner><grants><query>GRANT ALL ON *.* WITH GRANT OPTION</query></grants></owner>
</roles>
<profiles><default/></profiles><quotas><default/></quotas>
<users><default><password></password><networks><ip>::1</ip><ip>127.0.0.1</ip></networks>
<profile>default</profile><quota>default</quota>
<grants><query>GRANT owner, ${READER_ROLE}</query></grants></default></users>
</clickhouse>`,
  );
  writeFileSync(
    config,
    `<clickhouse>
<max_server_memory_usage>${Math.floor(options.memoryBytes)}</max_server_memory_usage>
<memory_worker_period_ms>${MEMORY_LOOK_MS}</memory_worker_period_ms>
<users_config>${xml(users)}</users_config>
<display_name>goalstream</display_name>
<logger><level>none</level></logger>
</clickhouse>`,
  );
  return config;
}

function grantable(name: string): string {
  if (/^[a-z][a-z0-9_]*\*?$/.test(name)) return name;
  throw new Error(
    `the BI database's name ${JSON.stringify(name)} must be lower-case letters, digits and _`,
  );
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
