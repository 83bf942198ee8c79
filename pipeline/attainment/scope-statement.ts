import type { Scope, Touch } from '../../schemas/goals.ts';
import type { Part } from '../../schemas/metric.ts';
import { isFromFacts, type FromFacts } from '../../schemas/metrics/parts-of.ts';
import { fromFactsSql } from '../metrics/from-facts-sql.ts';
import { literal } from '../metrics/literal.ts';
import { partFilter, partIdentity, partValue } from '../metrics/part-sql.ts';
import { sharedValue } from '../metrics/share-sql.ts';
import type { Days } from './calendar.ts';
import { scopeSql, type ScopeSql } from './scope-sql.ts';

/** Whose facts are put together: one scope, or several that do not split facts over their touches. */
export interface Scopes {
  readonly scopes: readonly { readonly scope: Scope | undefined; readonly touch: Touch }[];
  /** The last local day of what is looked for beyond the asked days, such as returns; absent: any. */
  readonly through?: string | undefined;
}

/**
 * What a part comes to over the facts of scopes, as SQL: rows of goal (the scope's place, from 0),
 * bucket, value and facts, as text.
 * @param sums how the facts are put together: what follows FROM, and a text for each bucket.
 */
export function statement(
  part: Part,
  { scopes, through }: Scopes,
  { start, end }: Days,
  { each, bucket }: { readonly each: string; readonly bucket: string },
): string {
  const all = scopes.map(({ scope, touch }) => scopeSql(scope, part.fact, touch));
  const [first = { condition: '1' }, ...others] = all;
  const within = `day BETWEEN toDate(${literal(start)}) AND toDate(${literal(end)})`;
  const from = `FROM fact_${part.fact} FINAL WHERE ${within}`;
  const facts =
    others.length === 0
      ? `(SELECT *, '0' AS goal ${from} AND (${first.condition})) ${each}`
      : `(SELECT *, ${placesSql(all)} AS goal ${from}) ${each}`;
  if (isFromFacts(part)) return fromFactsSql(part, { facts, bucket, through });
  return `SELECT goal, ${bucket} AS bucket, toString(${totalOf(part, first)}) AS value, toString(countIf(${partFilter(part)})) AS facts
    FROM ${facts} GROUP BY goal, bucket`;
}

/** The places of the scopes that take a fact in, one row for each, as SQL. */
function placesSql(scopes: readonly ScopeSql[]): string {
  const taken = scopes.map(({ condition }, place) => `if(${condition}, ${place}, -1)`);
  return `toString(arrayJoin(arrayFilter(place -> place >= 0, [${taken.join(', ')}])))`;
}

function totalOf(part: Exclude<Part, FromFacts>, sql: ScopeSql): string {
  const filter = partFilter(part);
  switch (part.aggregate) {
    case 'count':
      return `countIf(${filter})`;
    case 'distinct':
      return `uniqExactIf(${partIdentity(part)}, ${filter})`;
    case 'sum':
      return `sumIf(${valueWithin(part, sql)}, ${filter})`;
  }
}

/** What a fact in a scope adds to a sum, as SQL: of a linear goal the parts of the touches it takes in. */
export function valueWithin(part: Part, { taken }: ScopeSql): string {
  const value = partValue(part);
  return taken === undefined ? value : sharedValue(value, taken.bits, taken.touches);
}
