import type { FactRecord, ReadContext, Reject, SourceRecord } from '../connector.ts';
import { SourceError } from '../connector.ts';
import { openFile } from './bytes.ts';
import type { CsvConfig } from './config.ts';
import { columnsOf, namesOf } from './columns.ts';
import { csvRows } from './csv-rows.ts';
import { ensureUnchanged, type FoundFile } from './files.ts';
import { jsonRows } from './json-rows.ts';
import { compileMapping } from './mapping.ts';
import { csvCells, jsonCells, type RawRow } from './row.ts';
import { BadValue } from './values.ts';

/** A file's records as they come: rows of the file, each a fact or a reject. */
export interface FilePart {
  readonly records: SourceRecord[];
  readonly rejects: Reject[];
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

type Mapper = (row: RawRow, defaultId: string) => FactRecord;
interface Shape {
  readonly map: Mapper;
  /** Absent for JSONL. */
  readonly header?: readonly string[];
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
    let shape = isJson(config, file) ? jsonShape(config, context) : undefined;
    const rows = shape ? jsonRows : csvRows;
    let page = emptyPage();
    let count = 0;
    for await (const batch of rows(opened.content, config, file.name)) {
      for (const row of batch) {
        if (shape === undefined) {
          shape = csvShape(row.cells as readonly string[], config, context, file);
          continue;
        }
        count++;
        if (count <= options.skip) continue;
        addRow(page, row, shape, file, options.offset + count, config);
        if (page.records.length + page.rejects.length < options.pageSize) continue;
        yield { ...page, count, bytesRead: opened.bytesRead(), end: false };
        page = emptyPage();
      }
    }
    if (shape === undefined) throw empty(file);
    await ensureUnchanged(file);
    yield { ...page, count, bytesRead: file.size, end: true };
  } finally {
    opened.close();
  }
}

/** Reads a file's header only. Throws SourceError where a column of the configuration is missing. */
export async function checkFile(
  file: FoundFile,
  config: CsvConfig,
  context: ReadContext,
): Promise<void> {
  if (file.size === 0) throw empty(file);
  const opened = await openFile(file);
  try {
    const json = isJson(config, file);
    for await (const [row] of (json ? jsonRows : csvRows)(opened.content, config, file.name)) {
      if (json || row === undefined) return;
      csvShape(row.cells as readonly string[], config, context, file);
      return;
    }
    throw empty(file);
  } finally {
    opened.close();
  }
}

function addRow(
  page: { records: SourceRecord[]; rejects: Reject[] },
  row: RawRow,
  shape: Shape,
  file: FoundFile,
  position: number,
  config: CsvConfig,
): void {
  const place = `${file.name}:${row.line}`;
  try {
    if (row.error !== undefined) throw new BadValue(row.error);
    const cells = shape.header && (row.cells as readonly string[]).length;
    if (shape.header && cells !== shape.header.length) {
      throw new BadValue(`has ${cells} columns, the header has ${shape.header.length}`);
    }
    page.records.push({ fact: shape.map(row, `${file.name}#${row.line}`), place, position });
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    const { message: reason, id } = error;
    const raw = rawText(row, shape.header, config);
    page.rejects.push({ reason, place, raw, position, ...(id === undefined ? {} : { id }) });
  }
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

function csvShape(
  header: readonly string[],
  config: CsvConfig,
  context: ReadContext,
  file: FoundFile,
): Shape {
  const names = header.map((name) => name.trim());
  const missing = columnsOf(config).filter((name) => !names.includes(name));
  if (missing.length === 0) {
    const reader = (column: string) => csvCells(names, column);
    return { header: names, map: compile(config, context, reader) };
  }
  throw new SourceError(
    `${file.name} has no column ${missing.join(', ')}; its header is: ${names.join(', ').slice(0, 1000)}`,
    { retry: false, mend: 'Name columns of that header under `columns`, or correct `delimiter`.' },
  );
}

function jsonShape(config: CsvConfig, context: ReadContext): Shape {
  return { map: compile(config, context, jsonCells) };
}

function compile(
  config: CsvConfig,
  context: ReadContext,
  reader: Parameters<typeof compileMapping>[1]['reader'],
): Mapper {
  return compileMapping(config, {
    timezone: config.timezone ?? context.timezone,
    businessTimezone: context.timezone,
    currency: config.currency ?? context.currency,
    customerKey: context.customerKey,
    reader,
  });
}

function isJson(config: CsvConfig, file: FoundFile): boolean {
  return (
    (config.format ?? (/\.(jsonl|ndjson)(\.gz)?$/i.test(file.name) ? 'jsonl' : 'csv')) === 'jsonl'
  );
}

function emptyPage(): { records: SourceRecord[]; rejects: Reject[] } {
  return { records: [], rejects: [] };
}

function empty(file: FoundFile): SourceError {
  return new SourceError(`${file.name} is empty: it has not even a header. Nothing was deleted.`, {
    retry: true,
    mend: 'Write the file again, with its header.',
  });
}
