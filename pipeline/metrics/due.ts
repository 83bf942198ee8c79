import type { Condition, Metric, Part } from '../../schemas/metric.ts';
import { readTerm } from '../../schemas/terms.ts';
import { JUDGING } from './derived-columns.ts';
import { literal } from './literal.ts';

/**
 * Whether a part judges promises. It speaks of days that are over only: on a day that is not, what
 * came early is known and what will be late is not.
 */
export function judgesPromises(part: Part): boolean {
  const terms = 'value' in part ? part.value : [];
  const conditions: readonly Condition[] = [
    ...(part.where ?? []),
    ...terms.flatMap((term) => readTerm(term).where),
  ];
  return conditions.some(({ column }) => JUDGING.includes(column));
}

/** The ids of the parts that judge promises. */
export function judgingParts(metrics: Iterable<Pick<Metric, 'parts'>>): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { parts } of metrics) {
    for (const part of parts) if (judgesPromises(part)) ids.add(part.id);
  }
  return ids;
}

/**
 * Which days of goal_daily count, as SQL over its rows.
 * @param today the first local date that is not over.
 */
export function daysOver(judging: ReadonlySet<string>, today: string): string {
  if (judging.size === 0) return '1';
  return `(day < toDate(${literal(today)}) OR part NOT IN (${[...judging].map(literal).join(', ')}))`;
}

/** The same of a part's facts. @param day their column. */
export function factsOver(part: Part, today: string, day = 'day'): string {
  return judgesPromises(part) ? `${day} < toDate(${literal(today)})` : '1';
}
