import type { Store } from '../store/store.ts';
import { SEALED_TABLES } from './seals.ts';

/** A part whose files are not what they were when it was written. */
export interface BrokenPart {
  readonly table: string;
  readonly name: string;
  readonly message: string;
}

/** Reads every file of the tables that hold facts and figures, and names the parts that are damaged. */
export async function brokenParts(store: Store, signal?: AbortSignal): Promise<BrokenPart[]> {
  const broken: BrokenPart[] = [];
  for (const table of SEALED_TABLES) {
    const rows = await store.query<{ part_path: string; is_passed: number; message: string }>(
      `CHECK TABLE ${table}`,
      {},
      {
        settings: { check_query_single_value_result: 0 },
        ...(signal === undefined ? {} : { signal }),
      },
    );
    for (const { part_path: path, is_passed: passed, message } of rows) {
      const name = path.split('/').findLast((step) => step !== '') ?? path;
      if (passed === 0) broken.push({ table, name, message });
    }
  }
  return broken;
}

/** Removes what was put aside, by the engine or by a repair: nothing needs it any more. */
export async function dropPutAside(store: Store): Promise<void> {
  const rows = await store.query<{ table: string; name: string }>(
    `SELECT table, name FROM system.detached_parts
     WHERE database = currentDatabase() AND table IN {tables:Array(String)}`,
    { tables: SEALED_TABLES },
  );
  for (const { table, name } of rows) {
    await store.command(
      `ALTER TABLE ${table} DROP DETACHED PART {name:String}`,
      { name },
      { settings: { allow_drop_detached: 1 } },
    );
  }
}

/** Takes damaged parts out of their tables, so that nothing is read from them any more. */
export async function putAside(store: Store, parts: readonly BrokenPart[]): Promise<void> {
  for (const { table, name } of parts) {
    await store.command(`ALTER TABLE ${table} DETACH PART {name:String}`, { name });
  }
}
