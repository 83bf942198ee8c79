import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../pipeline/store/clickhouse-store.ts';
import {
  type Engine,
  type EngineOptions,
  startEngine,
} from '../../pipeline/store/engine-process.ts';
import { migrate } from '../../pipeline/store/migrate.ts';
import type { Store } from '../../pipeline/store/store.ts';

export interface Login {
  readonly name: string;
  readonly password: string;
}

/** How blocks get to the engine. */
export type Blocks = 'bodies' | 'files';

export interface FreshStore {
  readonly store: Store;
  readonly database: string;
  readonly biDatabase: string;
}

export interface TestEngine {
  readonly url: string;
  /** Of BI tools. */
  readonly biUrl: string;
  readonly admin: Login;
  readonly bi: Login;
  readonly engine: Engine;
  /** A store with a migrated database of its own. */
  fresh(): Promise<FreshStore>;
  freshStore(): Promise<Store>;
  /** The one store of tests that run one after the other, emptied: sooner done than a fresh one. */
  soleStore(): Promise<Store>;
  /** A store with a database of its own and nothing in it. */
  emptyStore(blocks: Blocks): Promise<Store>;
  /** Closes the stores, ends the engine and removes its directory. */
  stop(): Promise<void>;
}

/** Takes everything out of a store but its migrations. */
async function emptied(store: Store): Promise<Store> {
  const tables = await store.query<{ name: string }>(
    `SELECT name FROM system.tables
     WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND name != 'migration'`,
  );
  await Promise.all(tables.map(({ name }) => store.command(`TRUNCATE TABLE ${name}`)));
  return store;
}

/** Starts one embedded engine in a temporary directory. */
export async function testEngine(
  bounds: Pick<EngineOptions, 'biLimits' | 'deafAfterMs'> = {},
): Promise<TestEngine> {
  const dir = await mkdtemp(join(tmpdir(), 'goalstream-engine-'));
  const admin = { name: 'goalstream', password: randomBytes(12).toString('hex') };
  const bi = { name: 'bi', password: randomBytes(12).toString('hex') };
  const engine = await startEngine({
    dir,
    users: { admin, bi },
    biDatabases: ['bi', 'bi_*'],
    memoryBytes: 2_000_000_000,
    ...bounds,
  });
  const stores: Store[] = [];
  const blocksDir = join(dir, 'blocks');
  await mkdir(blocksDir);
  const opened = (blocks: Blocks): FreshStore => {
    const suffix = randomBytes(5).toString('hex');
    const names = { database: `t_${suffix}`, biDatabase: `bi_${suffix}` };
    const login = { username: admin.name, password: admin.password };
    const files = blocks === 'files' ? { blocksDir } : {};
    const store = openStore({ url: engine.url, ...login, database: names.database, ...files });
    stores.push(store);
    return { store, ...names };
  };
  const fresh = async (): Promise<FreshStore> => {
    const made = opened('files');
    await migrate(made.store, made);
    return made;
  };
  let sole: Store | undefined;
  return {
    url: engine.url,
    biUrl: engine.biUrl,
    admin,
    bi,
    engine,
    fresh,
    freshStore: async () => (await fresh()).store,
    soleStore: async () =>
      (sole = sole === undefined ? (await fresh()).store : await emptied(sole)),
    emptyStore: async (blocks) => {
      const { store, database } = opened(blocks);
      await store.command(`CREATE DATABASE ${database}`, {}, { database: 'default' });
      return store;
    },
    stop: async () => {
      await Promise.all(stores.map((store) => store.close()));
      await engine.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
