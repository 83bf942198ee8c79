import { FACT_TYPES, type FactType } from '../../schemas/facts.ts';
import { literal } from '../metrics/part-sql.ts';
import type { Store } from '../store/store.ts';

/** Days of one month and fact type that are attributed anew together. */
export interface DaysOfMonth {
  readonly type: FactType;
  readonly days: readonly string[];
}

/**
 * Remembers that days are being attributed anew, or that they are marked. Once their facts are
 * rewritten nothing else would tell that their aggregates are still those of the old goals.
 */
export async function rememberDays(
  store: Store,
  { type, days }: DaysOfMonth,
  done: boolean,
): Promise<void> {
  const month = (days[0] ?? '').slice(0, 7).replace('-', '');
  const dates = days.map((day) => `toDate(${literal(day)})`).join(', ');
  await store.command(
    `INSERT INTO reattribution (type, month, days, done, version)
     SELECT ${literal(type)}, ${month}, [${dates}], ${done ? 1 : 0}, toUnixTimestamp64Micro(now64(6))`,
  );
}

/** Days that were attributed anew and perhaps not marked: a crash came between. */
export async function unmarkedDays(store: Store): Promise<readonly DaysOfMonth[]> {
  const rows = await store.query<{ type: string; days: string[] }>(
    'SELECT type, arrayMap(day -> toString(day), days) AS days FROM reattribution FINAL WHERE done = 0',
  );
  return rows.flatMap(({ type: name, days }) => {
    const type = FACT_TYPES.find((known) => known === name);
    return type === undefined ? [] : [{ type, days }];
  });
}
