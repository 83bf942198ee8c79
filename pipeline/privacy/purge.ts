import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError, type Store } from '../store/store.ts';

/** How often old parts are looked for, ms, and how long they may take to go. */
const LOOK_EVERY_MS = 250;
const PATIENCE_MS = 60_000;

/**
 * Takes off the disk what a table has rewritten: the engine would keep it for some minutes, in case
 * of a power cut. Until then what replaced it is made durable at once instead. Dropping a partition
 * that there is none of makes the engine look for such parts.
 * @param none a partition that no row is in.
 */
export async function purge(store: Store, table: string, none: string): Promise<void> {
  const names = ['old_parts_lifetime', 'min_rows_to_fsync_after_merge', 'fsync_part_directory'];
  const settings = names.map((name) => `${name} = 1`).join(', ');
  await store.command(`ALTER TABLE ${table} MODIFY SETTING ${settings}`);
  try {
    const wanted = new Set(await oldParts(store, table));
    const until = performance.now() + PATIENCE_MS;
    while ((await oldParts(store, table)).some((part) => wanted.has(part))) {
      if (performance.now() > until) {
        throw new StoreError(`${table} keeps what was rewritten for too long`, { retry: true });
      }
      await store.command(`ALTER TABLE ${table} DROP PARTITION ${none}`);
      await sleep(LOOK_EVERY_MS);
    }
  } finally {
    await store.command(`ALTER TABLE ${table} RESET SETTING ${names.join(', ')}`);
  }
}

/** Parts that others have replaced and that still are on the disk. */
async function oldParts(store: Store, table: string): Promise<readonly string[]> {
  const rows = await store.query<{ name: string }>(
    `SELECT name FROM system.parts
     WHERE database = currentDatabase() AND table = {table:String} AND active = 0`,
    { table },
  );
  return rows.map(({ name }) => name);
}
