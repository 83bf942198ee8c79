import type { FromFacts } from '../../schemas/metrics/parts-of.ts';
import { conditionsSql } from './condition-sql.ts';
import { connectionSql } from './identity-sql.ts';
import { literal } from './literal.ts';
import { partValue } from './part-sql.ts';

type Cohort = Extract<FromFacts, { aggregate: 'cohort' }>;

const KEY = 'owner, order_id';
const BACK = 'line AS back_line, product AS back_product, sku AS back_sku';
const UNITS = 'toDecimal128(quantity, 6)';

/**
 * What came back of each entry sold, as SQL of rows source, stream, id and back, of type
 * Decimal(38, 6); every return is given to the entries of its order once, so that entries, and the
 * days they stand on, add up.
 *
 * A return belongs to the entries that have its line; else to those of its goods; else, where it
 * contradicts none, to those of its order. Of these it is taken off the last one sold before it, up
 * to its units, then off the one before; what is more than was sold is the last one's. Money goes
 * with the units, and the cents left over by running sums, so that nothing is lost.
 * @param through the last local day that counts; undefined: all.
 */
export function cameBackSql(part: Cohort, through: string | undefined): string {
  const days = through === undefined ? '1' : `day <= toDate(${literal(through)})`;
  const owner = `${connectionSql(part.local?.orders ?? [])} AS owner`;
  const returned = `SELECT ${owner}, order_id, ${BACK}, sum(${partValue(part)}) AS value,
      greatest(sum(-${UNITS}), toDecimal128(0, 6)) AS units, max(occurred_at) AS back_at
    FROM fact_sale FINAL WHERE ${conditionsSql('sale', part.later, part.local)} AND ${days}
    GROUP BY ${KEY}, back_line, back_product, back_sku`;
  const sold = `SELECT ${owner}, order_id, source, stream, id, line, product, sku, occurred_at,
      greatest(${UNITS}, toDecimal128(0, 6)) AS held
    FROM fact_sale FINAL WHERE ${conditionsSql('sale', part.where ?? [], part.local)} AND ${days}
      AND order_id IN (SELECT order_id FROM returned)`;
  const pairs = `SELECT *, tuple(owner, order_id, back_line, back_product, back_sku) AS one,
      ${MATCH} * 2 + (occurred_at > back_at) AS match
    FROM (${sold}) AS sold INNER JOIN returned USING (owner, order_id) WHERE ${MATCH} < 3`;
  const best = `SELECT *, min(match) OVER (PARTITION BY one) AS best FROM (${pairs})`;
  const taken = `SELECT source, stream, id, value, units, held,
      row_number() OVER newest AS place, sum(held) OVER (PARTITION BY one) AS whole,
      sum(held) OVER (newest ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - held AS before
    FROM (${best}) WHERE match = best
    WINDOW newest AS (PARTITION BY one ORDER BY occurred_at DESC, source DESC, stream DESC, id DESC)`;
  return `WITH returned AS (${returned})
    SELECT source, stream, id, sum(${SHARE}) AS back FROM (${taken}) GROUP BY source, stream, id`;
}

/** 0 the line, 1 the goods, 2 nothing against it, 3 another line or other goods. */
const MATCH = `multiIf(back_line != '' AND line = back_line, 0,
      ${differs('sku')} OR ${differs('product')}, 3,
      (back_sku != '' AND sku = back_sku) OR (back_product != '' AND product = back_product), 1,
      ${differs('line')}, 3, 2)`;

function differs(field: string): string {
  return `(${field} != '' AND back_${field} != '' AND ${field} != back_${field})`;
}

/** What an entry is given of a return's value: all up to its units, less all up to those before it. */
const SHARE = `if(units = 0, if(place = 1, value, toDecimal128(0, 6)), ${upTo('after')} - ${upTo('before')})`;

function upTo(side: 'before' | 'after'): string {
  const units =
    side === 'after'
      ? 'least(before + held, units) + greatest(units - whole, toDecimal128(0, 6))'
      : 'if(place = 1, toDecimal128(0, 6), least(before, units) + greatest(units - whole, toDecimal128(0, 6)))';
  const micros = (amount: string): string => `toInt256((${amount}) * 1000000)`;
  const part = `intDiv(${micros('value')} * ${micros(units)}, ${micros('if(units = 0, toDecimal128(1, 6), units)')})`;
  return `CAST(toDecimal128(toInt128(${part}), 6) / 1000000 AS Decimal(38, 6))`;
}
