import type { Metric } from '../../schemas/metric.ts';
import { cohortEntriesSql, factsOfCounters } from '../metrics/from-facts-sql.ts';
import type { Store } from '../store/store.ts';

interface Row {
  source: string;
  stream: string;
  id: string;
  back: string;
}

type Entry = Omit<Row, 'back'>;

/** What came back of an entry, for each part that looks at that; '0' where nothing did. */
export type CameBack = (part: string, entry: Entry) => string | undefined;

/** Reads what came back of the entries that a counter has. @param within their days, as SQL, and the last day of returns. */
export async function readCameBack(
  store: Store,
  { parts }: Metric,
  counter: string,
  within: { readonly days: string; readonly through: string },
): Promise<CameBack> {
  const byPart = new Map<string, ReadonlyMap<string, string>>();
  for (const part of parts) {
    if (part.aggregate !== 'cohort') continue;
    const rows = await store.query<Row>(
      cohortEntriesSql(part, {
        facts: factsOfCounters(part, [counter], within.days),
        bucket: `''`,
        through: within.through,
      }),
    );
    byPart.set(part.id, new Map(rows.map((row) => [keyOf(row), row.back])));
  }
  return (part, entry) => {
    const entries = byPart.get(part);
    return entries === undefined ? undefined : (entries.get(keyOf(entry)) ?? '0');
  };
}

function keyOf({ source, stream, id }: Entry): string {
  return JSON.stringify([source, stream, id]);
}
