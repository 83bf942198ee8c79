import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate } from '../../pipeline/store/migrate.ts';
import type { Store } from '../../pipeline/store/store.ts';
import type { TestEngine } from './engine.ts';

const MIGRATIONS = fileURLToPath(new URL('../../pipeline/store/migrations', import.meta.url));

interface Names {
  readonly database: string;
  readonly biDatabase: string;
}

/** A store as the first migrations left it. */
export async function storeAfter(engine: TestEngine, migrations: number): Promise<[Store, Names]> {
  const folder = await mkdtemp(join(tmpdir(), 'goalstream-migrations-'));
  for (const file of (await readdir(MIGRATIONS)).toSorted().slice(0, migrations)) {
    await cp(join(MIGRATIONS, file), join(folder, file));
  }
  const store = await engine.emptyStore('bodies');
  const [row] = await store.query<{ database: string }>('SELECT currentDatabase() AS database');
  const database = row?.database ?? '';
  const names = { database, biDatabase: `bi_${database}` };
  await migrate(store, { ...names, folder });
  await rm(folder, { recursive: true });
  return [store, names];
}
