import type { RawRow } from './row.ts';

/** A file that is no CSV from some line on. */
export class CsvSyntaxError extends Error {
  readonly line: number;
  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

export interface SplitOptions {
  readonly delimiter: string;
  readonly encoding: 'utf8' | 'latin1';
  /** Bytes of one record at most. */
  readonly maxRecord: number;
}

const LF = 10;
const CR = 13;
const QUOTE = 34;
const NOTHING = Buffer.alloc(0);

/**
 * Splits bytes of CSV (RFC 4180) into records, whatever the pieces they come in. The first line's
 * end (LF, CRLF or CR) is the one of all lines; empty lines are no records. Each record is decoded
 * by itself, so that a cell which is kept keeps no more than its line in memory.
 */
export class CsvSplitter {
  readonly #options: SplitOptions;
  #rest: Buffer = NOTHING;
  #line = 0;
  /** The line end: its last byte, and whether CR comes before. Undefined until it is known. */
  #end: { readonly last: number; readonly afterCr: boolean } | undefined;
  /** The first quote at or after the place of reading; the length where there is none. */
  #quote = -1;

  constructor(options: SplitOptions) {
    this.#options = options;
  }

  /** The records that are whole now. Throws CsvSyntaxError. */
  push(chunk: Buffer): RawRow[] {
    return this.#split(chunk, false);
  }

  /** The records that are left at the end of the file. Throws CsvSyntaxError. */
  end(): RawRow[] {
    return this.#split(NOTHING, true);
  }

  #split(chunk: Buffer, final: boolean): RawRow[] {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#end ??= lineEnd(bytes, final);
    this.#quote = -1;
    const rows: RawRow[] = [];
    let from = 0;
    while (from < bytes.length) {
      const stop = this.#recordEnd(bytes, from);
      if (stop === -1 && !final) break;
      const next = stop === -1 ? bytes.length : stop + 1;
      this.#add(rows, bytes, from, stop === -1 ? next : stop - (this.#end?.afterCr ? 1 : 0));
      from = next;
    }
    this.#rest = bytes.subarray(from);
    if (this.#rest.length > this.#options.maxRecord) this.#tooLong();
    return rows;
  }

  #add(rows: RawRow[], bytes: Buffer, from: number, to: number): void {
    this.#line++;
    if (to === from) return;
    const text = bytes.toString(this.#options.encoding, from, to);
    const { delimiter } = this.#options;
    if (this.#quote >= to) {
      rows.push({ line: this.#line, cells: text.split(delimiter) });
      return;
    }
    const cells = quotedCells(text, delimiter, this.#line);
    this.#line += lineEnds(text);
    rows.push({ line: this.#line, cells });
  }

  /** Where the record's line end has its last byte; -1 where that is not among the bytes. */
  #recordEnd(bytes: Buffer, from: number): number {
    this.#findQuote(bytes, from);
    let stop = this.#lineEnd(bytes, from);
    let quote = this.#quote;
    while (stop !== -1 && quote < stop) {
      const closing = bytes.indexOf(QUOTE, quote + 1);
      if (closing === -1) return -1;
      if (closing > stop) stop = this.#lineEnd(bytes, closing + 1);
      quote = bytes.indexOf(QUOTE, closing + 1);
      if (quote === -1) break;
    }
    return stop;
  }

  #findQuote(bytes: Buffer, from: number): void {
    if (this.#quote >= from) return;
    const found = bytes.indexOf(QUOTE, from);
    this.#quote = found === -1 ? bytes.length : found;
  }

  #lineEnd(bytes: Buffer, from: number): number {
    if (this.#end === undefined) return -1;
    const { last, afterCr } = this.#end;
    let found = bytes.indexOf(last, from);
    if (!afterCr) return found;
    while (found !== -1 && (found === from || bytes[found - 1] !== CR)) {
      found = bytes.indexOf(last, found + 1);
    }
    return found;
  }

  #tooLong(): never {
    const { encoding, delimiter, maxRecord } = this.#options;
    // A quote too many is the likelier reason.
    quotedCells(this.#rest.toString(encoding), delimiter, this.#line + 1);
    throw new CsvSyntaxError(`the record is longer than ${maxRecord} bytes`, this.#line + 1);
  }
}

/** The line end that comes first outside of quotes. */
function lineEnd(bytes: Buffer, final: boolean) {
  let quoted = false;
  for (const [at, byte] of bytes.entries()) {
    if (byte === QUOTE) quoted = !quoted;
    if (quoted) continue;
    if (byte === LF) return { last: LF, afterCr: false };
    if (byte !== CR) continue;
    if (at + 1 === bytes.length && !final) return undefined;
    return bytes[at + 1] === LF ? { last: LF, afterCr: true } : { last: CR, afterCr: false };
  }
  return undefined;
}

/** Cells of a record that has quotes. `line` is its first line. */
function quotedCells(text: string, delimiter: string, line: number): string[] {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    const { cell, end } =
      text[at] === '"' ? quotedCell(text, at, line) : plainCell(text, at, delimiter, line);
    cells.push(cell);
    if (end === text.length) return cells;
    if (!text.startsWith(delimiter, end)) {
      const found = JSON.stringify(text[end]);
      const what = `a closing quote is followed by ${found} instead of ${JSON.stringify(delimiter)}`;
      throw new CsvSyntaxError(what, line + lineEnds(text.slice(0, end)));
    }
    at = end + delimiter.length;
  }
}

function quotedCell(text: string, start: number, line: number): { cell: string; end: number } {
  let cell = '';
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote === -1) {
      const opened = line + lineEnds(text.slice(0, start));
      throw new CsvSyntaxError('a quote is opened here and never closed', opened);
    }
    cell += text.slice(from, quote);
    if (text[quote + 1] !== '"') return { cell, end: quote + 1 };
    cell += '"';
    from = quote + 2;
  }
}

function plainCell(text: string, start: number, delimiter: string, line: number) {
  const next = text.indexOf(delimiter, start);
  const end = next === -1 ? text.length : next;
  const cell = text.slice(start, end);
  if (!cell.includes('"')) return { cell, end };
  const shown = JSON.stringify(cell.slice(0, 60));
  throw new CsvSyntaxError(
    `a quote is in the middle of a cell: ${shown}`,
    line + lineEnds(text.slice(0, start)),
  );
}

function lineEnds(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}
