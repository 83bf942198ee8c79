import type { ReadContext, Reject, SourceRecord } from '../connector.ts';
import { SourceError } from '../connector.ts';
import { BadValue } from './bad-value.ts';
import { openFile } from './bytes.ts';
import { namesOf } from './columns.ts';
import type { CsvConfig } from './config.ts';
import { csvRows } from './csv-rows.ts';
import { ensureUnchanged, type FoundFile } from './files.ts';
import { jsonRows } from './json-rows.ts';
import type { RawRow } from './row.ts';
import { csvShape, jsonShape, MissingKeys, type Shape } from './shape.ts';
import { utf8Of } from './utf8.ts';
import { warningsOf } from './warnings.ts';

/** A file's records as they come: rows of the file, each a fact, a reject or left out. */
export interface FilePart {
  readonly records: SourceRecord[];
  readonly rejects: Reject[];
  /** Rows that the configuration leaves out. */
  readonly skipped: number;
  /** What is to be known of the file; at its end. */
  readonly warnings: readonly string[];
  /** Records of the file read so far, those skipped included. */
  readonly count: number;
  readonly bytesRead: number;
  /** The file's last part; it may have no records. */
  readonly end: boolean;
}

export interface ReadFileOptions {
  /** Records to skip. */
  readonly skip: number;
  /** Added to the record's number in the file: its position in the whole set. */
  readonly offset: number;
  readonly pageSize: number;
}

/** Reads one file page by page. Throws SourceError where it can't be read to its end. */
export async function* readFile(
  file: FoundFile,
  config: CsvConfig,
  context: ReadContext,
  options: ReadFileOptions,
): AsyncGenerator<FilePart> {
  if (file.size === 0) throw empty(file);
  const opened = await openFile(file);
  try {
    let reader: RowReader | undefined;
    let count = 0;
    for await (const batch of rowsOf(opened.content, config, file)) {
      reader ??= new RowReader(shapeOf(batch, config, context, file), file, config);
      for (const row of reader.body(batch)) {
        count++;
        reader.observe(row);
        if (count <= options.skip) continue;
        reader.add(row, options.offset + count);
        if (reader.size < options.pageSize) continue;
        const bytesRead = opened.bytesRead();
        yield { ...reader.take(), warnings: [], count, bytesRead, end: false };
      }
    }
    if (reader === undefined) throw empty(file);
    await ensureUnchanged(file);
    const warnings = reader.warnings();
    yield { ...reader.take(), warnings, count, bytesRead: file.size, end: true };
  } finally {
    opened.close();
  }
}

/**
 * Reads as much of a file as tells whether it has every column that is mapped: of CSV the header,
 * of JSON lines those lines in which all keys occur. Throws SourceError where it has not.
 */
export async function checkFile(
  file: FoundFile,
  config: CsvConfig,
  context: ReadContext,
): Promise<void> {
  if (file.size === 0) throw empty(file);
  const opened = await openFile(file);
  try {
    const keys = isJson(config, file) ? new MissingKeys(config) : undefined;
    let first: RawRow | undefined;
    for await (const batch of rowsOf(opened.content, config, file)) {
      first ??= batch[0];
      if (keys === undefined) csvShape(batch, config, context, file);
      if (keys === undefined || batch.some((row) => keys.see(row))) return;
    }
    if (first === undefined) throw empty(file);
    keys?.refuse(file, first);
  } finally {
    opened.close();
  }
}

function rowsOf(content: AsyncIterable<Buffer>, config: CsvConfig, file: FoundFile) {
  const text = utf8Of(content, config.encoding, file.name);
  return (isJson(config, file) ? jsonRows : csvRows)(text, config, file.name);
}

function shapeOf(
  rows: readonly RawRow[],
  config: CsvConfig,
  context: ReadContext,
  file: FoundFile,
): Shape {
  if (isJson(config, file)) return jsonShape(rows[0], config, context);
  return csvShape(rows, config, context, file);
}

/** Turns the rows of one file into records, a page at a time. */
class RowReader {
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

function isJson(config: CsvConfig, file: FoundFile): boolean {
  return (
    (config.format ?? (/\.(jsonl|ndjson)(\.gz)?$/i.test(file.name) ? 'jsonl' : 'csv')) === 'jsonl'
  );
}

function emptyPage(): { records: SourceRecord[]; rejects: Reject[]; skipped: number } {
  return { records: [], rejects: [], skipped: 0 };
}

function empty(file: FoundFile): SourceError {
  return new SourceError(`${file.name} is empty: it has not even a header. Nothing was deleted.`, {
    retry: true,
    mend: 'Write the file again, with its header.',
  });
}
