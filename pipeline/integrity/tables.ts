import { StoreError, type Store } from '../store/store.ts';
import { SEALED_TABLES } from './seals.ts';

const TABLES: readonly string[] = [
  ...SEALED_TABLES,
  'goal_definition',
  'part_definition',
  'reattribution',
  'reattribution_group',
  'identity',
  'log_copy',
  'damage',
  'business',
];

/**
 * A migrated store has every table.
 * @throws StoreError where the engine does not know one: its description is gone.
 */
export async function checkTables(store: Store): Promise<void> {
  const rows = await store.query<{ name: string }>(
    'SELECT name FROM system.tables WHERE database = currentDatabase() AND name IN {tables:Array(String)}',
    { tables: TABLES },
  );
  const known = new Set(rows.map(({ name }) => name));
  const gone = TABLES.filter((name) => !known.has(name));
  if (gone.length === 0) return;
  throw new StoreError(`it has no table ${gone.join(', ')}`, { retry: false });
}
