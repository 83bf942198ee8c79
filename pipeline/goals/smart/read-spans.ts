import { parseDecimal } from '../../../schemas/decimal.ts';
import type { FromFacts } from '../../../schemas/metrics/parts-of.ts';
import type { Days } from '../../attainment/calendar.ts';
import { scopeSql } from '../../attainment/scope-sql.ts';
import { fromFactsSql } from '../../metrics/from-facts-sql.ts';
import { literal } from '../../metrics/part-sql.ts';
import type { Store } from '../../store/store.ts';
import type { PartOver, Series } from './read-history.ts';

/** Stretches of days worked out by one statement: a fact stands once for each it is in. */
const AT_ONCE = 20;

/** A part that days don't tell, over each of some stretches of days, in their order. */
export async function readSpans(
  store: Store,
  part: FromFacts,
  series: Omit<Series, 'part'>,
  spans: readonly Days[],
): Promise<readonly PartOver[]> {
  const found: PartOver[] = [];
  for (let at = 0; at < spans.length; at += AT_ONCE) {
    found.push(...(await readSome(store, part, series, spans.slice(at, at + AT_ONCE))));
  }
  return found;
}

async function readSome(
  store: Store,
  part: FromFacts,
  { scope, touch }: Omit<Series, 'part'>,
  spans: readonly Days[],
): Promise<readonly PartOver[]> {
  const dates = (day: (span: Days) => string): string =>
    `[${spans.map((span) => `toDate(${literal(day(span))})`).join(', ')}]`;
  const [starts, ends] = [dates(({ start }) => start), dates(({ end }) => end)];
  const inside = `arrayFilter(i -> ${starts}[i] <= day AND day <= ${ends}[i], range(1, ${spans.length + 1}))`;
  const { condition } = scopeSql(scope, part.fact, touch);
  const facts = `(SELECT *, '' AS goal FROM fact_${part.fact} FINAL WHERE ${condition}) ARRAY JOIN ${inside} AS span`;
  const rows = await store.query<{ bucket: string; value: string; facts: string }>(
    fromFactsSql(part, { facts, bucket: 'toString(span)' }),
  );
  const byBucket = new Map(rows.map((row) => [row.bucket, row]));
  return spans.map((_, n) => {
    const { value = '0', facts: count = '0' } = byBucket.get(String(n + 1)) ?? {};
    return { value: parseDecimal(value) ?? 0n, facts: Number(count) };
  });
}
