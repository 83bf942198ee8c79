import { SHOPPER_DAYS, SHOPPERS_CSV } from '../support/shoppers.ts';
import { csvRows } from './csv-rows.ts';
import { ratio } from './exact.ts';

/** How many sessions there were, and how many of them bought something. */
export interface Sessions {
  all: number;
  bought: number;
}

/** Sessions by the words of one column, then by month as "2017-03"; "" is all words. */
export type ByWord = Map<string, Map<string, Sessions>>;

/** Those that bought ÷ all, to six places, half to even. */
export const rate = ({ bought, all }: Sessions): string => ratio(BigInt(bought), BigInt(all));

/** The sessions of all months. */
export function sum(months: ReadonlyMap<string, Sessions>): Sessions {
  const total = { all: 0, bought: 0 };
  for (const { all, bought } of months.values()) {
    total.all += all;
    total.bought += bought;
  }
  return total;
}

/** Counts the file's sessions by the words of each of some columns; those of "" are all. */
export async function countSessions(
  names: readonly string[],
): Promise<ReadonlyMap<string, ByWord>> {
  const columns = new Map<string, ByWord>();
  for await (const row of csvRows(SHOPPERS_CSV)) {
    const month = (SHOPPER_DAYS[`${row['Month']}/TRUE`] ?? '').slice(0, 7);
    for (const column of ['', ...names]) {
      const words = columns.get(column) ?? new Map<string, Map<string, Sessions>>();
      columns.set(column, words);
      const word = row[column] ?? '';
      const months = words.get(word) ?? new Map<string, Sessions>();
      words.set(word, months);
      const sessions = months.get(month) ?? { all: 0, bought: 0 };
      months.set(month, sessions);
      sessions.all += 1;
      if (row['Revenue'] === 'TRUE') sessions.bought += 1;
    }
  }
  return columns;
}
