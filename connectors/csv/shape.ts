import { SourceError, type ReadContext } from '../connector.ts';
import { columnsOf } from './columns.ts';
import { optionalKeys } from './needed-keys.ts';
import type { CsvConfig } from './config.ts';
import type { FoundFile } from './files.ts';
import { headerOf } from './header.ts';
import type { UnusedZone } from './instants.ts';
import { compileMapping, type Mapping } from './mapping.ts';
import { csvCells, hasKey, jsonCells, type CellReader, type RawRow } from './row.ts';

/** What one file is like: how its rows are split and mapped. */
export interface Shape extends Mapping {
  /** Names of the columns; absent for JSON lines. */
  readonly header?: readonly string[];
  /** Columns of the configuration that the file does without. */
  readonly lacks: readonly string[];
}

/** Names of columns that often say a time's zone. */
const ZONES = ['zone', 'timezone', 'time zone', 'time_zone', 'tz'];

/** The shape of a CSV file by its first rows. @throws SourceError where a column is missing. */
export function csvShape(
  rows: readonly RawRow[],
  config: CsvConfig,
  context: ReadContext,
  file: FoundFile,
): Shape {
  const header = headerOf(rows, config, file.name);
  const reader = (column: string) => csvCells(header, column);
  const zone = header.find((name) => ZONES.includes(name.toLowerCase()));
  const lacks = columnsOf(config).flatMap(({ name }) => (header.includes(name) ? [] : [name]));
  return { header, lacks, ...compile(config, context, reader, zone) };
}

/**
 * The shape of a file of JSON lines; `row` is its first one.
 * @param written the configuration as it is written, where `config` leaves something out of it.
 */
export function jsonShape(
  row: RawRow | undefined,
  config: CsvConfig,
  context: ReadContext,
  written: CsvConfig,
): Shape {
  const zone = Object.keys(row?.cells ?? {}).find((name) => ZONES.includes(name.toLowerCase()));
  const { observe, ...mapping } = compile(config, context, jsonCells, zone);
  const others = new MissingKeys(optionalKeys(written));
  return {
    get lacks() {
      return others.names();
    },
    ...mapping,
    observe: (one) => {
      others.see(one);
      observe?.(one);
    },
  };
}

function compile(
  config: CsvConfig,
  context: ReadContext,
  reader: (column: string) => CellReader,
  zone: string | undefined,
): Mapping {
  const used = columnsOf(config).some(({ name }) => name === zone);
  const unusedZone: UnusedZone | undefined =
    zone === undefined || used || config.timezone !== undefined
      ? undefined
      : { column: zone, read: reader(zone) };
  return compileMapping(config, {
    timezone: config.timezone ?? context.timezone,
    businessTimezone: context.timezone,
    currency: config.currency ?? context.currency,
    customerKey: context.customerKey,
    reader,
    unusedZone,
  });
}

/**
 * Looks for keys of JSON lines: which of those that must be there no line has had so far. A line
 * leaves out what it has no value for, so a key of an optional field may be in none.
 */
export class MissingKeys {
  /** Of each group one key is enough. */
  #missing: readonly (readonly string[])[];

  constructor(groups: readonly (readonly string[])[]) {
    this.#missing = groups;
  }

  /** True once every key was seen. */
  see(row: RawRow): boolean {
    if (row.error === undefined && this.#missing.length > 0) {
      this.#missing = this.#missing.filter((keys) => !keys.some((key) => hasKey(row, key)));
    }
    return this.#missing.length === 0;
  }

  names(): readonly string[] {
    return [...new Set(this.#missing.flat())];
  }

  /** @throws SourceError where a key is in no line. */
  refuse(file: FoundFile, row: RawRow | undefined): void {
    if (this.#missing.length === 0 || row === undefined) return;
    if (row.error !== undefined) throw notLines(file, row.line, row.error);
    const keys = Object.keys(row.cells).join(', ').slice(0, 1000);
    throw new SourceError(
      `${file.name} has no line with the key ${this.names().join(', ')}; its first line has: ${keys}`,
      {
        retry: false,
        mend: 'Name keys of the lines under `columns` (a path is written with points: customer.id), or say that one may be missing: a `default` for a column, `optional: true` for a condition.',
      },
    );
  }
}

function notLines(file: FoundFile, line: number, error: string): SourceError {
  return new SourceError(`${file.name}:${line}: ${error}. Nothing was deleted.`, {
    retry: false,
    mend: 'Write one JSON object on each line: an array is written so by `jq -c ".[]"`.',
  });
}
