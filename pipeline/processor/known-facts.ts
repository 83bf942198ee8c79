import type { FactType } from '../../schemas/facts.ts';
import type { Store } from '../store/store.ts';
import { literal } from '../metrics/literal.ts';
import type { Arrivals } from './arrivals.ts';
import { ByIdentity } from './by-identity.ts';
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

const IDS_PER_STATEMENT = 25_000;
/** Ids have up to 512 characters: a statement with these as Base64 stays under a megabyte. */
const BYTES_PER_STATEMENT = 700_000;

/**
 * Every day that the given facts have ever stood on, with their newest version. A few statements
 * per source and stream; identities have no control characters, so that a newline separates them.
 */
export async function findKnown(
  store: Store,
  type: FactType,
  { identities }: Arrivals,
  numbers: readonly number[],
): Promise<ByIdentity<Known>> {
  const known = new ByIdentity<Known>();
  for (const [{ source, stream }, all] of Map.groupBy(numbers, (n) => identities.stream(n))) {
    for (const ids of identities.ids.pieces(all, IDS_PER_STATEMENT, BYTES_PER_STATEMENT)) {
      for (const row of await lookUp(store, type, source, stream, ids)) remember(known, row);
    }
  }
  return known;
}

function remember(known: ByIdentity<Known>, row: FactDayRow): void {
  const standing = {
    version: Number(row.version),
    deleted: row.deleted === 1,
    digest: row.digest,
  };
  known.set(row, learn(known.get(row), row.day, standing));
}

function lookUp(
  store: Store,
  type: FactType,
  source: string,
  stream: string,
  ids: Buffer,
): Promise<FactDayRow[]> {
  const text = ids.toString('base64');
  return store.query<FactDayRow>(
    `WITH splitByChar('\\n', base64Decode('${text}')) AS ids
     SELECT source, stream, id, toString(day) AS day, version, digest, deleted FROM fact_day
     WHERE type = ${literal(type)} AND source = ${literal(source)} AND stream = ${literal(stream)}
       AND id IN ids`,
    {},
    { settings: { max_query_size: '64000000', max_threads: 1 } },
  );
}
