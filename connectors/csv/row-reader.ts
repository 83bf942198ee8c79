import type { Reject, SourceRecord } from '../connector.ts';
import { BadValue } from './bad-value.ts';
import { namesOf } from './columns.ts';
import type { CsvConfig } from './config.ts';
import type { FoundFile } from './files.ts';
import type { RawRow } from './row.ts';
import type { Shape } from './shape.ts';
import { warningsOf } from './warnings.ts';

/** Turns the rows of one file into records, a page at a time. */
export class RowReader {
  readonly #shape: Shape;
  readonly #file: FoundFile;
  readonly #config: CsvConfig;
  #page = emptyPage();
  #begun = false;
  #skipped = 0;

  constructor(shape: Shape, file: FoundFile, config: CsvConfig) {
    this.#shape = shape;
    this.#file = file;
    this.#config = config;
  }

  /** Of a batch, the rows after the header. */
  body(batch: readonly RawRow[]): readonly RawRow[] {
    const isFirst = !this.#begun;
    this.#begun = true;
    return isFirst && this.#shape.header !== undefined ? batch.slice(1) : batch;
  }

  observe(row: RawRow): void {
    this.#shape.observe?.(row);
  }

  get size(): number {
    const { records, rejects, skipped } = this.#page;
    return records.length + rejects.length + skipped;
  }

  add(row: RawRow, position: number): void {
    const { header, counts, map } = this.#shape;
    const place = `${this.#file.name}:${row.line}`;
    try {
      if (row.error !== undefined) throw new BadValue(row.error);
      if (counts !== undefined && !counts(row)) {
        this.#page.skipped++;
        this.#skipped++;
        return;
      }
      if (header !== undefined) checkLength(row.cells as readonly string[], header);
      const fact = map(row, `${this.#file.name}#${row.line}`);
      this.#page.records.push({ fact, place, position });
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      const { message: reason, id } = error;
      const raw = rawText(row, header, this.#config);
      this.#page.rejects.push({ reason, place, raw, position, ...(id !== undefined && { id }) });
    }
  }

  /** What was added since the last time. */
  take(): ReturnType<typeof emptyPage> {
    const page = this.#page;
    this.#page = emptyPage();
    return page;
  }

  /** What is to be known of all that was read. */
  warnings(): string[] {
    return warningsOf(this.#file.name, this.#shape, this.#skipped);
  }
}

/** Cells that are empty may lie beyond the header: many exports end each line with a delimiter. */
function checkLength(cells: readonly string[], header: readonly string[]): void {
  if (cells.length === header.length) return;
  const beyond = cells.slice(header.length).some((cell) => cell.trim() !== '');
  if (!beyond && header.slice(cells.length).every((name) => name === '')) return;
  throw new BadValue(
    `has ${cells.length} columns, the header has ${header.length}: quote a cell that has the delimiter or a line end in it; leave out what is no row (\`skip: { column: …, empty: true }\`)`,
  );
}

/** The row as JSON, the customer's columns masked, at most 4 KiB. */
function rawText(row: RawRow, header: readonly string[] | undefined, config: CsvConfig): string {
  const customer = config.columns['customer'];
  const hidden = customer ? namesOf(customer) : [];
  const cells = header
    ? (row.cells as readonly string[]).map((cell, n) => [header[n] ?? `column ${n + 1}`, cell])
    : Object.entries(row.cells);
  const masked = cells.map(([key, cell]) => [
    key,
    hidden.some((name) => name === key || name.startsWith(`${key}.`)) ? '…' : cell,
  ]);
  return Buffer.from(JSON.stringify(Object.fromEntries(masked)))
    .subarray(0, 4096)
    .toString();
}

function emptyPage(): { records: SourceRecord[]; rejects: Reject[]; skipped: number } {
  return { records: [], rejects: [], skipped: 0 };
}
