import type { FactRecord } from '../connector.ts';
import { BadValue } from './bad-value.ts';
import { fieldCell, type ColumnReader, type FieldCell } from './cells.ts';
import { fieldOptions, listOf } from './columns.ts';
import { rowFilter, rowTest, type RowTest } from './conditions.ts';
import type { ColumnConfig, CsvConfig } from './config.ts';
import { fieldsOf, type FieldKind } from './fields.ts';
import { comesBack, localDay, originalHasCurrency, shipmentTimes, type Step } from './finishing.ts';
import { instantParser, type UnusedZone } from './instants.ts';
import { numberReader, type NumberFormat } from './numbers.ts';
import type { CellReader, RawRow } from './row.ts';
import { negated, saleMoney, type Draft } from './sale-money.ts';
import { identifier, valueParser } from './values.ts';

export interface MappingOptions {
  /** Of local times in the file. */
  readonly timezone: string;
  /** The business's, for `day`. */
  readonly businessTimezone: string;
  readonly currency: string;
  readonly customerKey: (id: string) => string;
  readonly reader: ColumnReader;
  /** A column that seems to name zones and that nothing uses. */
  readonly unusedZone?: UnusedZone | undefined;
}

/** How rows of one file become facts. */
export interface Mapping {
  /** The fact of a row. `defaultId` is its id where no id columns are configured. @throws BadValue */
  readonly map: (row: RawRow, defaultId: string) => FactRecord;
  /** False for a row that the configuration leaves out. Absent: every row counts. @throws BadValue */
  readonly counts: RowTest | undefined;
  /** Must see every row in order, also those that are not mapped. Absent: rows stand alone. */
  readonly observe: ((row: RawRow) => void) | undefined;
  /** What was done to rows so far that people must know. */
  readonly tally: RowTally;
}

export interface RowTally {
  /** Texts that were cut to their limit. */
  readonly cut: number;
  /** Lines that a negative price takes off gross sales, units as they stand. */
  readonly negativePrices: number;
}

/** Fields that only serve to compute others. */
const SCRATCH = new Set(['amount', 'unitPrice']);

/** Compiles the configured columns to a function from row to fact. */
export function compileMapping(config: CsvConfig, options: MappingOptions): Mapping {
  const compiler = new Compiler(config, options);
  const readId = config.columns['id'] && compiler.cell('id', config.columns['id']);
  const fields = [...compiler.fields()];
  const finishing = [...compiler.finishing()];
  const { reader } = options;
  const conditions = { reader, number: numberReader(formatOf(config)) };
  return {
    map: (row, defaultId) => {
      const id = readId ? checked('id', identifier, readId(row), row) : defaultId;
      if (id === '') throw new BadValue('id is empty');
      const draft: Draft = { id };
      const scratch: Draft = {};
      try {
        for (const step of fields) step(row, draft, scratch);
        for (const step of finishing) step(row, draft, scratch);
      } catch (error) {
        if (!(error instanceof BadValue)) throw error;
        const all = new BadValue(mistakesOf(row, fields) ?? error.message);
        if (readId) all.id = id;
        throw all;
      }
      return draft as unknown as FactRecord;
    },
    counts: rowFilter(listOf(config.where) ?? [], listOf(config.skip) ?? [], conditions),
    observe: together(compiler.observers),
    tally: compiler.tally,
  };
}

/** Everything that is wrong with the fields of a row; undefined where each alone is right. */
function mistakesOf(row: RawRow, fields: readonly Step[]): string | undefined {
  const found = fields.flatMap((step) => {
    try {
      step(row, {}, {});
      return [];
    } catch (error) {
      if (error instanceof BadValue) return [error.message];
      throw error;
    }
  });
  return found.length === 0 ? undefined : found.join('; ');
}

function formatOf({ decimal, thousands, marks }: CsvConfig): NumberFormat {
  return {
    decimal,
    ...(thousands !== undefined && { thousands }),
    ...(marks !== undefined && { marks: listOf(marks) ?? [] }),
  };
}

function together(observers: readonly ((row: RawRow) => void)[]): Mapping['observe'] {
  if (observers.length === 0) return undefined;
  return (row) => {
    for (const observe of observers) observe(row);
  };
}

/** Compiles the steps of one file's rows. */
class Compiler {
  readonly observers: NonNullable<FieldCell['observe']>[] = [];
  readonly tally = { cut: 0, negativePrices: 0 };
  readonly #config: CsvConfig;
  readonly #options: MappingOptions;
  readonly #order: CellReader | undefined;

  constructor(config: CsvConfig, options: MappingOptions) {
    this.#config = config;
    this.#options = options;
    const order = config.columns['orderId'];
    this.#order =
      order === undefined ? undefined : fieldCell('orderId', order, options.reader, undefined).read;
  }

  cell(name: string, column: ColumnConfig): CellReader {
    const { read, observe } = fieldCell(name, column, this.#options.reader, this.#order);
    if (observe !== undefined) this.observers.push(observe);
    return read;
  }

  *fields(): Generator<Step> {
    const { fact, columns } = this.#config;
    for (const [name, { type, required }] of Object.entries(fieldsOf(fact))) {
      const column = columns[name];
      if (column === undefined) continue;
      const read = this.cell(name, column);
      const parse = this.#parser(name, type, column);
      const empty = emptyValue(name, required);
      const aside = SCRATCH.has(name) || (name === 'gross' && fact === 'sale');
      yield (row, draft, scratch) => {
        const value = read(row);
        if (value !== '') (aside ? scratch : draft)[name] = checked(name, parse, value, row);
        else if (empty !== undefined) throw new BadValue(empty);
      };
    }
  }

  #parser(
    name: string,
    type: FieldKind,
    column: ColumnConfig,
  ): (text: string, row: RawRow) => Draft[string] {
    const { timezone, unusedZone, reader, customerKey } = this.#options;
    const constant = typeof column === 'object' && 'constant' in column;
    // A constant is written in YAML, whatever the file's marks and dates.
    const dates = constant ? undefined : listOf(this.#config.dates);
    const { zone, sign } = fieldOptions(column);
    if (type.kind === 'instant') {
      const read = zone === undefined ? undefined : fieldCell(name, zone, reader, undefined).read;
      return instantParser(name, { timezone, dates, zone: read, unusedZone });
    }
    const numbers: NumberFormat = constant ? { decimal: '.' } : formatOf(this.#config);
    const onCut = () => void this.tally.cut++;
    const parse = valueParser(type, { numbers, dates, customerKey, onCut });
    return sign === 'reversed' ? (text) => negated(String(parse(text))) : parse;
  }

  *finishing(): Generator<Step> {
    const { fact, columns, returns } = this.#config;
    const { businessTimezone, currency, reader } = this.#options;
    if (fact === 'sale') {
      const number = numberReader(formatOf(this.#config));
      const isReturn = returns ? rowTest(returns, { reader, number }) : () => false;
      yield saleMoney(this.#config, currency, isReturn, () => void this.tally.negativePrices++);
      if (columns['originalCurrency'] !== undefined) yield originalHasCurrency;
    }
    if (fact === 'return') yield comesBack;
    yield localDay(businessTimezone);
    if (fact === 'shipment') yield shipmentTimes(businessTimezone);
  }
}

/** What is wrong with a row that has no value for a field; undefined where it may be empty. */
function emptyValue(name: string, required: boolean): string | undefined {
  if (name === 'currency') {
    return 'currency is empty: say which one an empty cell means (`currency: { column: …, default: DKK }`), or take that of the order’s row above (`fillDown: true`)';
  }
  return required ? `${name} is empty` : undefined;
}

function checked<T>(
  name: string,
  parse: (text: string, row: RawRow) => T,
  text: string,
  row: RawRow,
): T {
  try {
    return parse(text, row);
  } catch (error) {
    throw error instanceof BadValue ? new BadValue(`${name}: ${error.message}`) : error;
  }
}
