import { BadValue } from './bad-value.ts';
import type { RowCondition } from './config.ts';
import type { CellReader, RawRow } from './row.ts';

export type RowTest = (row: RawRow) => boolean;

/** How a condition reads cells. */
export interface ConditionOptions {
  readonly reader: (column: string) => CellReader;
  /** Plain decimal text of a number as the file writes it; undefined where it is none. */
  readonly number: (text: string) => string | undefined;
}

/** Compiles a condition on one column of a row. */
export function rowTest(condition: RowCondition, options: ConditionOptions): RowTest {
  const read = options.reader(condition.column);
  const { equals, empty, negative } = condition;
  const prefix = condition.prefix ?? condition.startsWith;
  const list = condition.in ?? condition.oneOf;
  if (equals !== undefined) return (row) => read(row) === equals;
  if (list !== undefined) {
    const values = new Set(list);
    return (row) => values.has(read(row));
  }
  if (prefix !== undefined) return (row) => read(row).startsWith(prefix);
  if (empty !== undefined) return (row) => (read(row) === '') === empty;
  return (row) => isNegative(read(row), condition.column, options) === negative;
}

function isNegative(text: string, column: string, { number }: ConditionOptions): boolean {
  if (text === '') return false;
  const plain = number(text);
  if (plain !== undefined) return plain.startsWith('-') && /[1-9]/.test(plain);
  throw new BadValue(`${column}: "${text.slice(0, 60)}" is not a number, so no sign can be told`);
}

/** Whether a row counts: every condition of `where` holds, and none of `skip`. */
export function rowFilter(
  where: readonly RowCondition[],
  skip: readonly RowCondition[],
  options: ConditionOptions,
): RowTest | undefined {
  if (where.length + skip.length === 0) return undefined;
  const needed = where.map((condition) => rowTest(condition, options));
  const left = skip.map((condition) => rowTest(condition, options));
  return (row) => needed.every((test) => test(row)) && !left.some((test) => test(row));
}
