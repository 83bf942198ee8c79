import type { ReadContext, Reject, SourceRecord } from '../connector.ts';
import { SourceError } from '../connector.ts';
import { openFile } from './bytes.ts';
import type { CsvConfig } from './config.ts';
import { csvRows } from './csv-rows.ts';
import { ensureUnchanged, type FoundFile } from './files.ts';
import { jsonRows } from './json-rows.ts';
import { RowReader } from './row-reader.ts';
import type { RawRow } from './row.ts';
import { keysOf, neededKeys } from './needed-keys.ts';
import { csvShape, jsonShape, MissingKeys, type Shape } from './shape.ts';
import { utf8Of } from './utf8.ts';

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
  const mapped = isJson(config, file) ? await withKnownCurrency(file, config) : config;
  const opened = await openFile(file);
  try {
    let reader: RowReader | undefined;
    let count = 0;
    for await (const batch of rowsOf(opened.content, config, file)) {
      reader ??= new RowReader(shapeOf(batch, mapped, context, file, config), file, mapped);
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
    const keys = isJson(config, file) ? new MissingKeys(neededKeys(config)) : undefined;
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

/**
 * Lines that never have a currency are in the connection's; where some have one, the others must say
 * theirs. So a key that is in no line is not mapped.
 */
async function withKnownCurrency(file: FoundFile, config: CsvConfig): Promise<CsvConfig> {
  const { currency, ...columns } = config.columns;
  const keys = currency === undefined ? [] : keysOf(currency);
  if (keys.length === 0) return config;
  const opened = await openFile(file);
  try {
    const missing = new MissingKeys([keys]);
    for await (const batch of rowsOf(opened.content, config, file)) {
      if (batch.some((row) => missing.see(row))) return config;
    }
    return { ...config, columns };
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
  written: CsvConfig,
): Shape {
  if (isJson(config, file)) return jsonShape(rows[0], config, context, written);
  return csvShape(rows, config, context, file);
}

function isJson(config: CsvConfig, file: FoundFile): boolean {
  return (
    (config.format ?? (/\.(jsonl|ndjson)(\.gz)?$/i.test(file.name) ? 'jsonl' : 'csv')) === 'jsonl'
  );
}

function empty(file: FoundFile): SourceError {
  return new SourceError(`${file.name} is empty: it has not even a header. Nothing was deleted.`, {
    retry: true,
    mend: 'Write the file again, with its header; or correct `skipLines` and `comment`.',
  });
}
