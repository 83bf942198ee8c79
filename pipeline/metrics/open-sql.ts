import type { Condition, Part } from '../../schemas/metric.ts';
import { NO_LOCAL_RULES } from '../../schemas/metrics/local.ts';
import { readTerm } from '../../schemas/terms.ts';
import { columnOf } from './columns.ts';
import { conditionsSql, presence } from './condition-sql.ts';
import { UNTIMED } from './derived-columns.ts';
import { judgesPromises } from './due.ts';
import { literal } from './literal.ts';
import { partFilter } from './part-sql.ts';

/** The days of an answer: the last one that counts, and the first that is not over. */
export interface OpenDays {
  readonly last: string;
  readonly today: string;
}

/** Why a fact is not in a figure yet: its promise is not due, or its time has not ended. */
export type OpenWhy = 'notDue' | 'unfinished';

/**
 * Which facts of a part are open: known, and not in its figure because it is too early. Facts that
 * happened after the last day are not known yet. Undefined where a part has no such facts.
 */
export function openFilter(
  part: Part,
  { last, today }: OpenDays,
): { readonly why: OpenWhy; readonly condition: string } | undefined {
  const zone = literal((part.local ?? NO_LOCAL_RULES).timezone);
  const known = `toDate(occurred_at, ${zone}) <= toDate(${literal(last)})`;
  if (judgesPromises(part)) {
    const later = `day >= toDate(${literal(today)})`;
    return { why: 'notDue', condition: `${later} AND ${known} AND ${partFilter(part)}` };
  }
  const times = part.aggregate === 'percentile' ? part.value.map(readTerm) : [];
  const begins = times.find(({ sign, column }) => sign < 0 && isTime(part, column))?.column;
  const ends = times.find(({ sign, column }) => sign > 0 && isTime(part, column))?.column;
  if (begins === undefined || ends === undefined) return undefined;
  const end = columnOf(part.fact, ends).name;
  const named = ({ column, notAfter }: Condition): boolean => column === ends || notAfter === ends;
  const others = (part.where ?? []).filter((condition) => !named(condition));
  const conditions = [
    `day <= toDate(${literal(last)})`,
    known,
    conditionsSql(part.fact, others, part.local),
    presence(columnOf(part.fact, begins).name, 'instant', true),
    `(${presence(end, 'instant', false)} OR toDate(${end}, ${zone}) > toDate(${literal(last)}))`,
    ...(part.fact === 'shipment' ? [`exception != ${literal(UNTIMED)}`] : []),
  ];
  return { why: 'unfinished', condition: conditions.filter((one) => one !== '1').join(' AND ') };
}

function isTime({ fact }: Part, column: string | undefined): boolean {
  return column !== undefined && columnOf(fact, column).kind === 'instant';
}
