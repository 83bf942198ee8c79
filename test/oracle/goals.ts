import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AttainmentReport, GoalAttainment } from '../../schemas/attainment.ts';

/** A goal whose report says what its metric was in each month and over the whole window. */
export function monthly(
  id: string,
  metric: string,
  window: { readonly start: string; readonly end: string },
  scope?: { readonly dimension: string; readonly equals: string },
): object {
  const band = { min: '-1000000000' };
  const goal = { id, title: id, metric, owner: 'anna', type: 'maintain', band, every: 'month' };
  return { ...goal, window, ...(scope === undefined ? {} : { scope }) };
}

/** Writes a project's goals, as YAML's subset JSON. */
export async function writeGoals(folder: string, goals: readonly object[]): Promise<void> {
  const file = { owners: [{ id: 'anna', name: 'Anna Holm' }], goals };
  await writeFile(join(folder, 'goals', 'oracle.yaml'), JSON.stringify(file));
}

/** A goal's months by "2011-03"; those without facts are left out. */
export function monthsOf({ periods = [] }: GoalAttainment): Record<string, string> {
  return Object.fromEntries(
    periods.flatMap(({ start, actual }) =>
      actual === undefined ? [] : [[start.slice(0, 7), actual]],
    ),
  );
}

/** The same with a zero for each other month: a sum over days that were read and had nothing is 0. */
export function withQuietMonths(
  months: Readonly<Record<string, string | undefined>>,
  first: string,
  count: number,
): Record<string, string | undefined> {
  const from = Number(first.slice(0, 4)) * 12 + Number(first.slice(5)) - 1;
  const names = Array.from({ length: count }, (_, place) => {
    const month = from + place;
    return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
  });
  return { ...Object.fromEntries(names.map((name) => [name, '0'])), ...months };
}

/** What is there of each key of a map. */
export function mapped<T, V>(
  map: ReadonlyMap<string, T>,
  value: (item: T) => V,
): Record<string, V> {
  return Object.fromEntries([...map].map(([key, item]) => [key, value(item)]));
}

/** A goal of a report. @throws Error where there is none of that id. */
export function goalIn({ goals }: AttainmentReport, id: string): GoalAttainment {
  const found = goals.find((goal) => goal.id === id);
  if (found === undefined) throw new Error(`the report has no goal ${id}`);
  return found;
}

/** Rows of two keys and a value, as { key: { key: value } }. */
export function nested(rows: readonly string[][]): Record<string, Record<string, string>> {
  const result: Record<string, Record<string, string>> = {};
  for (const [outer = '', inner = '', value = ''] of rows) {
    (result[outer] ??= {})[inner] = value;
  }
  return result;
}
