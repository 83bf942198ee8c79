import { FACT_TYPES } from '../../schemas/facts.ts';
import type { Log } from '../log/log.ts';
import { markRecord } from '../processor/marks.ts';
import type { Store } from '../store/store.ts';

/**
 * Writes again on which days facts stand, from the facts themselves. A row's rank has its version,
 * whether that is a deletion, and the first bits of the content's digest; the others count only for
 * two contents of one version, which are then taken in again. Days that a fact was taken off are left
 * out: no row of it stands there.
 */
export async function rebuildDays(store: Store): Promise<void> {
  for (const type of FACT_TYPES) {
    await store.command(
      `INSERT INTO fact_day (type, source, stream, id, day, rank, digest, deleted)
       SELECT {type:String}, source, stream, id, day, rank,
         toUInt32(bitShiftLeft(bitAnd(rank, 1023), 22)), toUInt8(bitTest(rank, 10))
       FROM fact_${type} WHERE deleted = 0 OR bitTest(rank, 10)`,
      { type },
    );
  }
}

/**
 * Marks every day of some spans that has facts or figures, so that its figures are made again.
 * @returns how many days of facts.
 */
export async function recountDays(
  store: Store,
  log: Pick<Log, 'append'>,
  spans: readonly { readonly from: string; readonly to: string }[],
): Promise<number> {
  let days = 0;
  for (const type of FACT_TYPES) {
    if (type === 'rate') continue;
    const rows = await store.query<{ day: string }>(
      `SELECT DISTINCT toString(f.day) AS day FROM
         (SELECT day FROM fact_${type} UNION ALL SELECT day FROM goal_daily) AS f
       WHERE arrayExists(span -> f.day >= span.1 AND f.day <= span.2,
         arrayZip({from:Array(Date)}, {to:Array(Date)}))`,
      { from: spans.map(({ from }) => from), to: spans.map(({ to }) => to) },
    );
    const marks = rows.map(({ day }) => markRecord({ type, day }));
    if (marks.length > 0) await log.append('marks', marks);
    days += marks.length;
  }
  return days;
}
