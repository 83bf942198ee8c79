import type { FactType } from '../../schemas/facts.ts';
import type { Store } from '../store/store.ts';

/** Facts that should be there and are not. */
export interface MissingFacts {
  readonly type: FactType;
  readonly source: string;
  readonly stream: string;
  readonly facts: number;
  /** The first and the last local day that they stood on. */
  readonly from: string;
  readonly to: string;
}

const EVER = { from: '1970-01-02', to: '2149-06-06' };

/**
 * Facts that by the record of the days facts stand on should be in their table and are not.
 * @param from the first local day, and `to` the last.
 */
export async function missingFacts(
  store: Store,
  type: FactType,
  { from, to }: { readonly from: string; readonly to: string } = EVER,
): Promise<MissingFacts[]> {
  const rows = await store.query<Record<'source' | 'stream' | 'facts' | 'first' | 'last', string>>(
    `SELECT source, stream, toString(count()) AS facts, toString(min(stands)) AS first, toString(max(stands)) AS last
     FROM (
       SELECT source, stream, id, argMax(day, rank) AS stands, argMax(deleted, rank) AS gone
       FROM fact_day WHERE type = {type:String} GROUP BY type, source, stream, id
       HAVING gone = 0 AND stands >= {from:Date} AND stands <= {to:Date}
     ) AS should
     LEFT ANTI JOIN (
       SELECT source, stream, id FROM fact_${type} FINAL WHERE day >= {from:Date} AND day <= {to:Date}
     ) AS does USING (source, stream, id)
     GROUP BY source, stream ORDER BY source, stream`,
    { type, from, to },
    { settings: { optimize_aggregation_in_order: 1 } },
  );
  return rows.map(({ source, stream, facts, first, last }) => ({
    type,
    source,
    stream,
    facts: Number(facts),
    from: first,
    to: last,
  }));
}
