import { randomBytes } from 'node:crypto';
import type { FactType } from '../../schemas/facts.ts';
import { NativeBlock } from '../store/native-block.ts';
import { TextColumn } from '../store/native-columns.ts';
import { StoreError, type Store } from '../store/store.ts';
import { purge } from './purge.ts';
import { PERSONAL_COLUMNS, PERSONAL_TYPES, type PersonalColumn } from './personal.ts';
import { isFresh, type Renaming } from './renaming.ts';

/** What the store has of the people. */
export interface FoundRows {
  readonly keys: readonly string[];
  /** Rows of facts in all their versions. */
  readonly facts: number;
  /** The local days that they stand on. */
  readonly days: readonly { readonly type: FactType; readonly day: string }[];
}

/** Rounds of renaming until no row is left: others may write the rows that they had read before. */
const ROUNDS = 5;
/** No day is in this year. */
const NO_YEAR = '1900';

/** Where the store names those who are to be renamed. */
export async function findInStore(store: Store, renaming: Renaming): Promise<FoundRows> {
  const keys = new Set<string>();
  const days: FoundRows['days'][number][] = [];
  let facts = 0;
  for (const personal of PERSONAL_COLUMNS) {
    for (const row of await rowsOf(store, personal, renaming)) {
      if (isFresh(row.person)) continue;
      keys.add(row.person);
      facts += Number(row.facts);
      days.push(...row.days.map((day) => ({ type: personal.type, day })));
    }
  }
  return { keys: [...keys], facts, days };
}

interface PersonRow {
  readonly person: string;
  readonly facts: string;
  readonly days: readonly string[];
}

function rowsOf(
  store: Store,
  { type, column }: PersonalColumn,
  { of }: Renaming,
): Promise<PersonRow[]> {
  const everyone = 'connection' in of;
  const condition = everyone ? 'source = {source:String}' : `${column} IN {keys:Array(String)}`;
  return store.query<PersonRow>(
    `SELECT ${column} AS person, toString(count()) AS facts, groupUniqArray(toString(day)) AS days
     FROM fact_${type} WHERE ${condition} AND ${column} != '' GROUP BY person`,
    everyone ? { source: of.connection } : { keys: of.customers },
    { settings: { log_queries: 0 } },
  );
}

/**
 * Renames in every row of the fact tables, all versions of them, and takes the old rows off the
 * disk. A fact keeps its version, so nothing is counted anew but sets of customers. Neither
 * statements nor what the engine keeps of them name a key: they go through a table that lives as
 * long as the work. Doing it again changes nothing.
 */
export async function renameInStore(
  store: Store,
  keys: readonly string[],
  fresh: Renaming['fresh'],
): Promise<void> {
  if (keys.length > 0) {
    const table = await makeTable(store, keys, fresh);
    try {
      for (const personal of PERSONAL_COLUMNS) await renameRows(store, personal, table);
    } finally {
      await store.command(`DROP TABLE IF EXISTS ${table} SYNC`);
    }
  }
  for (const type of PERSONAL_TYPES) await purge(store, `fact_${type}`, NO_YEAR);
}

/** A table of old and fresh keys, which mutations can look into. */
async function makeTable(
  store: Store,
  keys: readonly string[],
  fresh: Renaming['fresh'],
): Promise<string> {
  const [row] = await store.query<{ database: string }>('SELECT currentDatabase() AS database');
  const table = `${row?.database}.renaming_${randomBytes(6).toString('hex')}`;
  await store.command(
    `CREATE TABLE ${table} (old String, fresh String) ENGINE = Join(ANY, LEFT, old)`,
  );
  const block = new NativeBlock(keys.length);
  const old = block.add('old', new TextColumn(keys.length));
  const next = block.add('fresh', new TextColumn(keys.length));
  for (const key of keys) {
    const at = block.nextRow();
    old.set(at, key);
    next.set(at, fresh(key));
  }
  await store.insert(table, block);
  return table;
}

async function renameRows(
  store: Store,
  { type, column }: PersonalColumn,
  renaming: string,
): Promise<void> {
  const condition = `${column} IN (SELECT old FROM ${renaming})`;
  for (let round = 0; round < ROUNDS; round++) {
    const [row] = await store.query<{ left: string }>(
      `SELECT toString(count()) AS left FROM fact_${type} WHERE ${condition}`,
    );
    if (row?.left === '0') return;
    await store.command(
      `ALTER TABLE fact_${type} UPDATE ${column} = joinGet('${renaming}', 'fresh', ${column})
       WHERE ${condition}`,
      {},
      { settings: { mutations_sync: 2 } },
    );
  }
  throw new StoreError(`fact_${type} gets rows of people who are to be forgotten again and again`, {
    retry: true,
  });
}

/** Takes leftovers of a crash away: tables of old and fresh keys. */
export async function dropLeftovers(store: Store): Promise<void> {
  const tables = await store.query<{ name: string }>(
    `SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE 'renaming\\_%'`,
  );
  for (const { name } of tables) await store.command(`DROP TABLE IF EXISTS ${name} SYNC`);
}
