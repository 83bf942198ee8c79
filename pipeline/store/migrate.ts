import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Store, StoreError } from './store.ts';

export interface MigrateOptions {
  /** The store's own database; made if absent. */
  readonly database: string;
  /** The database of the views that BI clients read; made if absent. */
  readonly biDatabase: string;
  /** Folder of NNNN-name.sql files; the project's own by default. */
  readonly folder?: string;
}

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly statements: readonly string[];
}

const OWN_FOLDER = fileURLToPath(new URL('migrations', import.meta.url));
const FILE = /^(\d{4})-([a-z0-9-]+)\.sql$/;
const TABLE_ALREADY_EXISTS = 57;
const DATABASE = /^[a-z][a-z0-9_]*$/;

/**
 * Applies the numbered migrations that the database lacks, in order, and gives their names.
 * A migration cut short is applied again; what it had made already is left as it is.
 */
export async function migrate(store: Store, options: MigrateOptions): Promise<string[]> {
  const names = { database: checked(options.database), biDatabase: checked(options.biDatabase) };
  for (const name of Object.values(names)) {
    await store.command(`CREATE DATABASE IF NOT EXISTS ${name}`, {}, { database: 'default' });
  }
  await store.command(`CREATE TABLE IF NOT EXISTS migration (
    number UInt32 COMMENT 'Number of the migration',
    name String COMMENT 'Name of its file',
    applied_at DateTime64(3, 'UTC') COMMENT 'When it was applied, UTC'
  ) ENGINE = ReplacingMergeTree ORDER BY number COMMENT 'Migrations applied to this database'`);
  const rows = await store.query<{ number: number }>('SELECT number FROM migration FINAL');
  const done = new Set(rows.map((row) => row.number));
  const applied: string[] = [];
  for (const migration of await readMigrations(options.folder ?? OWN_FOLDER, names)) {
    if (done.has(migration.number)) continue;
    for (const sql of migration.statements) await applyStatement(store, sql);
    await store.command('INSERT INTO migration SELECT {number:UInt32}, {name:String}, now64(3)', {
      number: migration.number,
      name: migration.name,
    });
    applied.push(migration.name);
  }
  return applied;
}

/** Reads a folder of migrations; `{database}` and `{bi}` (the BI database) are put in place. */
export async function readMigrations(
  folder: string,
  names: Readonly<Record<'database' | 'biDatabase', string>>,
): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).toSorted();
  return Promise.all(
    files.map(async (file, index) => {
      const number = Number(FILE.exec(file)?.[1]);
      if (number !== index + 1) {
        throw new Error(`${folder}: ${file} should be number ${index + 1}, as in 0001-name.sql`);
      }
      const text = await readFile(`${folder}/${file}`, 'utf8');
      return { number, name: file.replace(/\.sql$/, ''), statements: statementsOf(text, names) };
    }),
  );
}

async function applyStatement(store: Store, sql: string): Promise<void> {
  try {
    await store.command(sql);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== TABLE_ALREADY_EXISTS) throw error;
  }
}

function statementsOf(
  text: string,
  names: Readonly<Record<'database' | 'biDatabase', string>>,
): string[] {
  return text
    .replaceAll('{database}', names.database)
    .replaceAll('{bi}', names.biDatabase)
    .split(/^;[ \t]*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

function checked(name: string): string {
  if (DATABASE.test(name)) return name;
  throw new Error(
    `the database name ${JSON.stringify(name)} must be lower-case letters, digits and _`,
  );
}
