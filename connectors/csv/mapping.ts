import { multiplyDecimal, parseDecimal } from '../../schemas/decimal.ts';
import type { FactRecord } from '../connector.ts';
import { dayReader, startOfDay } from '../local-day.ts';
import { impossibleTimes } from '../shipment-times.ts';
import type { ColumnConfig, CsvConfig, ReturnsConfig } from './config.ts';
import { fieldsOf } from './fields.ts';
import type { CellReader, RawRow } from './row.ts';
import { memoized } from '../../schemas/memo.ts';
import { promiseReader } from './promise.ts';
import { BadValue, decimalTextOf, identifier, valueParser, type ValueOptions } from './values.ts';

export interface MappingOptions extends Omit<ValueOptions, 'decimal'> {
  /** The business's, for `day`. */
  readonly businessTimezone: string;
  readonly currency: string;
  readonly reader: (column: string) => CellReader;
}

type Draft = Record<string, string | number | boolean>;
/** Fields that only serve to compute others. */
const SCRATCH = new Set(['amount', 'unitPrice']);
/** Products of quantity and price that are remembered. */
const PRODUCTS = 10_000;
type Step = (row: RawRow, draft: Draft, scratch: Draft) => void;

/**
 * Compiles the configured columns to a function from row to fact. It throws BadValue where a row
 * can't become a fact. `defaultId` is the id where no id columns are configured.
 */
export function compileMapping(
  config: CsvConfig,
  options: MappingOptions,
): (row: RawRow, defaultId: string) => FactRecord {
  const readId = config.columns['id'] && cellText(config.columns['id'], options.reader);
  const steps = [...fieldSteps(config, options), ...finishing(config, options)];
  return (row, defaultId) => {
    const id = readId ? checked('id', identifier, readId(row)) : defaultId;
    if (id === '' || (readId && /^\/*$/.test(id))) throw new BadValue('id is empty');
    const draft: Draft = { id };
    const scratch: Draft = {};
    for (const step of steps) step(row, draft, scratch);
    return draft as unknown as FactRecord;
  };
}

function* fieldSteps(config: CsvConfig, options: MappingOptions): Generator<Step> {
  for (const [name, spec] of Object.entries(fieldsOf(config.fact))) {
    const column = config.columns[name];
    if (column === undefined) continue;
    const read = cellText(column, options.reader);
    const valueOf = valueParser(spec.type, { ...options, decimal: decimalMark(column, config) });
    const promise = promiseReader(options.timezone);
    const parse =
      name === 'promisedAt' ? (text: string) => promise(text, Number(valueOf(text))) : valueOf;
    const aside = SCRATCH.has(name) || (name === 'gross' && config.fact === 'sale');
    yield (row, draft, scratch) => {
      const value = read(row);
      if (value !== '') (aside ? scratch : draft)[name] = checked(name, parse, value);
      else if (spec.required) throw new BadValue(`${name} is empty`);
    };
  }
}

/** A constant is written in YAML, with a point, whatever the file's decimal mark. */
function decimalMark(column: ColumnConfig, config: CsvConfig): '.' | ',' {
  return typeof column === 'object' && 'constant' in column ? '.' : config.decimal;
}

function* finishing(config: CsvConfig, options: MappingOptions): Generator<Step> {
  if (config.fact === 'sale') yield saleMoney(config, options);
  yield localDay(options);
  if (config.fact === 'shipment') yield shipmentTimes(options);
}

function saleMoney(config: CsvConfig, options: MappingOptions): Step {
  const isReturn = returnRule(config.returns, options.reader, config.decimal);
  const productOf = productReader();
  return (row, draft, { amount, gross, unitPrice }) => {
    draft['currency'] ??= options.currency;
    const returned = draft['kind'] === 'return' || isReturn(row);
    if (returned) draft['kind'] = 'return';
    else draft['kind'] ??= 'line';
    const value = amount ?? gross ?? productOf(draft['quantity'], unitPrice);
    if (value === undefined) return;
    if (!returned) draft['gross'] = value;
    else draft['returned'] ??= negated(String(value));
  };
}

function productReader() {
  const read = memoized(PRODUCTS, (text) => {
    const [quantity = '', price = ''] = text.split(' ');
    return product(quantity, price);
  });
  return (quantity: Draft[string] | undefined, price: Draft[string] | undefined) =>
    quantity === undefined || price === undefined ? undefined : read(`${quantity} ${price}`);
}

function product(quantity: string, price: string): string {
  const micros = multiplyDecimal(parsed(quantity), parsed(price));
  if (micros === undefined) {
    throw new BadValue(`quantity × unitPrice (${quantity} × ${price}) needs more than 6 places`);
  }
  return decimalTextOf(micros);
}

function negated(amount: string): string {
  if (amount === '0') return amount;
  return amount.startsWith('-') ? amount.slice(1) : `-${amount}`;
}

function parsed(text: string): bigint {
  return parseDecimal(text) ?? 0n;
}

function localDay(options: MappingOptions): Step {
  const dayOf = dayReader(options.businessTimezone);
  return (_row, draft) => {
    const { day, occurredAt, promisedAt, shippedAt } = draft;
    if (typeof occurredAt !== 'number') {
      if (typeof day !== 'string') throw new BadValue('day and occurredAt are empty');
      draft['occurredAt'] = startOfDay(day, options.businessTimezone);
    } else if (day === undefined) {
      draft['day'] = dayOf(Number(promisedAt ?? shippedAt ?? occurredAt));
    }
  };
}

/** A parcel's day is that of its promise, and its times must be possible. */
function shipmentTimes({ businessTimezone }: MappingOptions): Step {
  const dayOf = dayReader(businessTimezone);
  return (_row, draft) => {
    const { day, promisedAt } = draft;
    if (typeof promisedAt === 'number' && day !== dayOf(promisedAt)) {
      const promised = dayOf(promisedAt);
      throw new BadValue(`day: ${day} is not the day of promisedAt (${promised}); leave day out`);
    }
    const wrong = impossibleTimes(draft, dayOf);
    if (wrong !== undefined) throw new BadValue(wrong);
  };
}

function returnRule(
  rule: ReturnsConfig | undefined,
  reader: (column: string) => CellReader,
  decimal: '.' | ',',
): (row: RawRow) => boolean {
  if (rule === undefined) return () => false;
  const read = reader(rule.column);
  const { startsWith, equals, oneOf } = rule;
  if (startsWith !== undefined) return (row) => read(row).startsWith(startsWith);
  if (equals !== undefined) return (row) => read(row) === equals;
  if (oneOf !== undefined) return (row) => oneOf.includes(read(row));
  return (row) => (parseDecimal(read(row).replace(decimal, '.')) ?? 0n) < 0n;
}

function cellText(config: ColumnConfig, reader: (column: string) => CellReader): CellReader {
  if (typeof config === 'string') return reader(config);
  if (Array.isArray(config)) return joined(config.map(reader), '/');
  if ('constant' in config) {
    const constant = String(config.constant);
    return () => constant;
  }
  const columns = Array.isArray(config.column) ? config.column : [config.column];
  const read = joined(columns.map(reader), config.separator ?? '/');
  const translations = new Map(Object.entries(config.values ?? {}));
  return (row) => {
    const value = read(row);
    const translated = translations.get(value) ?? value;
    return translated === '' ? (config.default ?? '') : translated;
  };
}

function joined(readers: readonly CellReader[], separator: string): CellReader {
  const [first, ...rest] = readers;
  if (first === undefined) return () => '';
  return (row) => {
    let text = first(row);
    for (const read of rest) text = `${text}${separator}${read(row)}`;
    return text;
  };
}

function checked<T>(name: string, parse: (text: string) => T, text: string): T {
  try {
    return parse(text);
  } catch (error) {
    throw error instanceof BadValue ? new BadValue(`${name}: ${error.message}`) : error;
  }
}

/** Every column of the file that a configuration names. */
export function columnsOf(config: CsvConfig): readonly string[] {
  const names = new Set<string>();
  for (const column of Object.values(config.columns)) {
    for (const name of namesOf(column)) names.add(name);
  }
  if (config.returns) names.add(config.returns.column);
  return [...names];
}

/** The columns of the file that one field is made of. */
export function namesOf(column: ColumnConfig): readonly string[] {
  if (typeof column === 'string') return [column];
  if (Array.isArray(column)) return column;
  if ('constant' in column) return [];
  return Array.isArray(column.column) ? column.column : [column.column];
}
