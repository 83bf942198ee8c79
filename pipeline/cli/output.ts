import { oneLine, safeJson } from '../clean-text.ts';
import { writeAfter } from './terminal.ts';

/** A table for people on a terminal, JSON for machines in a pipe. */
export function wantsJson(option: boolean | undefined): boolean {
  return option ?? !process.stdout.isTTY;
}

export function printJson(value: unknown): void {
  process.stdout.write(`${safeJson(JSON.stringify(value, undefined, 2))}\n`);
}

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** Columns padded to their widest cell. */
export function table(columns: readonly Column[], given: readonly (readonly string[])[]): string {
  const rows = given.map((cells) => cells.map(oneLine));
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...rows.map((row) => (row[index] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ align }, index) => {
        const cell = cells[index] ?? '';
        const width = widths[index] ?? 0;
        return align === 'right' ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [line(columns.map(({ title }) => title)), ...rows.map(line)].join('\n');
}

/** Back to the line's start, and the line is empty. */
const CLEAR = '\r\u001B[2K';

/** One line that is written over on a terminal, and said now and then elsewhere. */
export class ProgressLine {
  #last = 0;
  #text = '';

  show(text: string): void {
    if (text === this.#text) return;
    if (process.stderr.isTTY) writeAfter(process.stderr, CLEAR, oneLine(text));
    else if (Date.now() - this.#last < 2000) return;
    else process.stderr.write(`${text}\n`);
    this.#text = text;
    this.#last = Date.now();
  }

  clear(): void {
    if (process.stderr.isTTY && this.#text !== '') writeAfter(process.stderr, CLEAR);
    this.#text = '';
  }
}
