import { exactText } from './json-numbers.ts';

/** A record of a file as it was read. */
export interface RawRow {
  /** Line of the file, from 1; where a record spans lines, its last. */
  readonly line: number;
  /** The cells of a CSV line, or the object of a JSONL line. */
  readonly cells: readonly string[] | Readonly<Record<string, unknown>>;
  /** Set where the line is no record at all (broken JSON); `cells` is empty then. */
  readonly error?: string;
}

/** Reads one column's text ('' where there is none). */
export type CellReader = (row: RawRow) => string;

/** What a cell of a file without that column reads. */
const noCell: CellReader = () => '';

/** Readers of a CSV file's columns by its header. */
export function csvCells(header: readonly string[], column: string): CellReader {
  const index = header.indexOf(column);
  if (index < 0) return noCell;
  return (row) => (row.cells as readonly string[])[index]?.trim() ?? '';
}

/** Readers of a JSONL file's values: a key, or a path with dots ("customer.id"). */
export function jsonCells(column: string): CellReader {
  const path = column.split('.');
  return (row) => {
    const cells = row.cells as Readonly<Record<string, unknown>>;
    return exactText(Object.hasOwn(cells, column) ? cells[column] : follow(cells, path));
  };
}

/** True where a line has a key, whatever its value. */
export function hasKey(row: RawRow, column: string): boolean {
  const cells = row.cells as Readonly<Record<string, unknown>>;
  return Object.hasOwn(cells, column) || follow(cells, column.split('.')) !== undefined;
}

function follow(from: unknown, path: readonly string[]): unknown {
  let value = from;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
