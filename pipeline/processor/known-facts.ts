import type { FactType } from '../../schemas/facts.ts';
import type { Store } from '../store/store.ts';
import { literal } from '../metrics/part-sql.ts';
import { factKey } from './decode.ts';
import { learn, type Known } from './latest.ts';

interface FactDayRow {
  source: string;
  stream: string;
  id: string;
  day: string;
  version: string;
  digest: number;
  deleted: number;
}

interface Key {
  readonly source: string;
  readonly stream: string;
  readonly id: string;
}

/**
 * Every day that the given facts have ever stood on, with their newest version, by factKey.
 * One statement per source and stream; identities have no control characters, so that a newline
 * separates them.
 */
export async function findKnown(
  store: Store,
  type: FactType,
  keys: readonly Key[],
): Promise<Map<string, Known>> {
  const known = new Map<string, Known>();
  const groups = Map.groupBy(keys, (key) => `${key.source}\n${key.stream}`);
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    for (const row of await lookUp(store, type, first, group)) remember(known, row);
  }
  return known;
}

function remember(known: Map<string, Known>, row: FactDayRow): void {
  learn(known, factKey(row), row.day, {
    version: Number(row.version),
    deleted: row.deleted === 1,
    digest: row.digest,
  });
}

function lookUp(
  store: Store,
  type: FactType,
  { source, stream }: Key,
  group: readonly Key[],
): Promise<FactDayRow[]> {
  const ids = Buffer.from(group.map((key) => key.id).join('\n')).toString('base64');
  return store.query<FactDayRow>(
    `SELECT source, stream, id, toString(day) AS day, version, digest, deleted FROM fact_day
     WHERE type = ${literal(type)} AND source = ${literal(source)} AND stream = ${literal(stream)}
       AND id IN (SELECT arrayJoin(splitByChar('\\n', base64Decode('${ids}'))))`,
    {},
    { settings: { max_query_size: String(ids.length + 100_000) } },
  );
}
