import { digestState, NO_DIGEST } from '../metrics/digest-sql.ts';
import { literal } from '../metrics/literal.ts';
import { partFilter, partIdentity, valueInOneCurrency } from '../metrics/part-sql.ts';
import type { Part } from '../../schemas/metric.ts';

/** The set of nothing, as SQL. */
export const NO_SET = `arrayReduce('uniqExactState', CAST([], 'Array(String)'))`;

const NOTHING = 'toDecimal128(0, 6)';

/** What a part needs of a row, as SQL; a filter of '1' holds of each. */
export interface Inputs {
  readonly filter: string;
  readonly value: string;
  readonly identity: string;
}

/** The inputs worked out where they are used. */
export function inputsOf(part: Part): Inputs {
  return {
    filter: partFilter(part),
    value: valueInOneCurrency(part),
    identity: partIdentity(part),
  };
}

/** The inputs by the names that `inputColumns` gives them. */
export function namedInputs(part: Part, index: number): Inputs {
  const filter = partFilter(part) === '1' ? '1' : `f${index}`;
  return { filter, value: `v${index}`, identity: `i${index}` };
}

/** Columns of the inputs, to work them out once a fact and not once for each of its goals. */
export function inputColumns(part: Part, index: number): readonly string[] {
  const { filter, value, identity } = inputsOf(part);
  const columns = filter === '1' ? [] : [`${filter} AS f${index}`];
  if ('value' in part) columns.push(`${value} AS v${index}`);
  if (part.aggregate === 'distinct') columns.push(`${identity} AS i${index}`);
  return columns;
}

/**
 * A part's aggregates over a group of rows, beside `count() AS n`. A set is kept only where it is
 * `asked` for, because it costs most.
 */
export function aggregates(
  part: Part,
  index: number,
  { filter, value, identity }: Inputs,
  asked: string,
): readonly string[] {
  const all = filter === '1';
  const columns = all ? [] : [`countIf(${filter}) AS n${index}`];
  const wanted = all ? asked : `${filter} AND ${asked}`;
  if (part.aggregate === 'sum') {
    columns.push(`${all ? `sum(${value})` : `sumIf(${value}, ${filter})`} AS s${index}`);
  }
  if (part.aggregate === 'distinct') {
    columns.push(`uniqExactStateIf(${identity}, ${wanted}) AS u${index}`);
  }
  if (part.aggregate === 'percentile') columns.push(`${digestState(value, wanted)} AS d${index}`);
  return columns;
}

/** A row of goal_daily for each of the parts, from a group's aggregates; `goal` names the column. */
export function rowsOfParts(
  goal: string,
  parts: readonly Part[],
  digests: boolean,
  groups: string,
): string {
  const sets = parts.some(({ aggregate }) => aggregate === 'distinct');
  const tuples = parts.map((part, index) => tupleOf(part, index, sets, digests));
  const set = sets ? 'entry.4' : NO_SET;
  const digest = digests ? `, entry.${sets ? 5 : 4} AS digest` : '';
  return `SELECT ${goal}, entry.1 AS part, day, entry.2 AS value, entry.3 AS facts, ${set} AS uniq${digest}, toUInt64(0) AS replaced
  FROM (${groups})
  ARRAY JOIN [${tuples.join(', ')}] AS entry`;
}

function tupleOf(part: Part, index: number, sets: boolean, digests: boolean): string {
  const { aggregate } = part;
  const count = partFilter(part) === '1' ? 'n' : `n${index}`;
  const values = [literal(part.id), valueOf(part, index, count), count];
  if (sets) values.push(aggregate === 'distinct' ? `u${index}` : NO_SET);
  if (digests) values.push(aggregate === 'percentile' ? `d${index}` : NO_DIGEST);
  return `(${values.join(', ')})`;
}

function valueOf({ aggregate }: Part, index: number, count: string): string {
  if (aggregate === 'sum') return `s${index}`;
  return aggregate === 'count' ? `toDecimal128(${count}, 6)` : NOTHING;
}
