import { parseDecimal } from '../../schemas/decimal.ts';
import type { FactRecord } from '../connector.ts';
import { dayReader, startOfDay } from '../local-day.ts';
import { impossibleTimes } from '../shipment-times.ts';
import type { ColumnConfig, CsvConfig, ReturnsConfig } from './config.ts';
import { signOf } from './columns.ts';
import { fieldsOf, type FieldSpec } from './fields.ts';
import type { CellReader, RawRow } from './row.ts';
import { promiseReader } from './promise.ts';
import { negated, saleMoney, type Draft } from './sale-money.ts';
import { joinIdentity } from './join-identity.ts';
import { BadValue, identifier, valueParser, type ValueOptions } from './values.ts';

export interface MappingOptions extends Omit<ValueOptions, 'decimal'> {
  /** The business's, for `day`. */
  readonly businessTimezone: string;
  readonly currency: string;
  readonly reader: (column: string) => CellReader;
}

/** Fields that only serve to compute others. */
const SCRATCH = new Set(['amount', 'unitPrice']);
/** Fields that tell things apart: what several columns make of them must not be two things' alike. */
const IDENTITIES = new Set(['id', 'orderId', 'line', 'customer']);
type Step = (row: RawRow, draft: Draft, scratch: Draft) => void;

/**
 * Compiles the configured columns to a function from row to fact. It throws BadValue where a row
 * can't become a fact. `defaultId` is the id where no id columns are configured.
 */
export function compileMapping(
  config: CsvConfig,
  options: MappingOptions,
): (row: RawRow, defaultId: string) => FactRecord {
  const readId = config.columns['id'] && identityText(config.columns['id'], options.reader);
  const steps = [...fieldSteps(config, options), ...finishing(config, options)];
  return (row, defaultId) => {
    const id = readId ? checked('id', identifier, readId(row)) : defaultId;
    if (id === '') throw new BadValue('id is empty');
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
    const textOf = IDENTITIES.has(name) ? identityText : cellText;
    const read = textOf(column, options.reader);
    const valueOf = fieldParser(spec, column, { ...options, decimal: decimalMark(column, config) });
    const promise = promiseReader(options.timezone);
    const parse =
      name === 'promisedAt' ? (text: string) => promise(text, Number(valueOf(text))) : valueOf;
    const empty = emptyValue(name, spec);
    const aside = SCRATCH.has(name) || (name === 'gross' && config.fact === 'sale');
    yield (row, draft, scratch) => {
      const value = read(row);
      if (value !== '') (aside ? scratch : draft)[name] = checked(name, parse, value);
      else if (empty !== undefined) throw new BadValue(empty);
    };
  }
}

function fieldParser(spec: FieldSpec, column: ColumnConfig, options: ValueOptions) {
  const parse = valueParser(spec.type, options);
  if (signOf(column) !== 'reversed') return parse;
  return (text: string) => negated(String(parse(text)));
}

/** What is wrong with a row that has no value for a field; undefined where it may be empty. */
function emptyValue(name: string, spec: FieldSpec): string | undefined {
  if (name === 'currency') {
    return 'currency is empty: correct the row, or say which currency an empty cell means (`currency: { column: …, default: DKK }`)';
  }
  return spec.required ? `${name} is empty` : undefined;
}

/** A constant is written in YAML, with a point, whatever the file's decimal mark. */
function decimalMark(column: ColumnConfig, config: CsvConfig): '.' | ',' {
  return typeof column === 'object' && 'constant' in column ? '.' : config.decimal;
}

function* finishing(config: CsvConfig, options: MappingOptions): Generator<Step> {
  if (config.fact === 'sale') {
    const isReturn = returnRule(config.returns, options.reader, config.decimal);
    yield saleMoney(config, options.currency, isReturn);
    if (config.columns['originalCurrency'] !== undefined) yield originalHasCurrency;
  }
  if (config.fact === 'return') yield comesBack;
  yield localDay(options);
  if (config.fact === 'shipment') yield shipmentTimes(options);
}

function originalHasCurrency(_row: RawRow, draft: Draft): void {
  if (draft['originalAmount'] !== undefined && draft['originalCurrency'] === undefined) {
    throw new BadValue(
      'originalCurrency is empty, and there is an originalAmount: correct the row',
    );
  }
}

/** Units that come back are counted, whether or not a file writes them with a minus. */
function comesBack(_row: RawRow, draft: Draft): void {
  const quantity = String(draft['quantity']);
  if (quantity.startsWith('-')) draft['quantity'] = negated(quantity);
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

type Join = (parts: readonly string[], separator: string) => string;

const plainText: Join = (parts, separator) => parts.join(separator);

function identityText(config: ColumnConfig, reader: (column: string) => CellReader): CellReader {
  return cellText(config, reader, joinIdentity);
}

function cellText(
  config: ColumnConfig,
  reader: (column: string) => CellReader,
  join = plainText,
): CellReader {
  if (typeof config === 'string') return reader(config);
  if (Array.isArray(config)) return joined(config.map(reader), '/', join);
  if ('constant' in config) {
    const constant = String(config.constant);
    return () => constant;
  }
  const columns = Array.isArray(config.column) ? config.column : [config.column];
  const read = joined(columns.map(reader), config.separator ?? '/', join);
  const translations = new Map(Object.entries(config.values ?? {}));
  return (row) => {
    const value = read(row);
    const translated = translations.get(value) ?? value;
    return translated === '' ? (config.default ?? '') : translated;
  };
}

function joined(readers: readonly CellReader[], separator: string, join: Join): CellReader {
  const [first, ...rest] = readers;
  if (first === undefined) return () => '';
  if (rest.length === 0) return first;
  return (row) => join([first(row), ...rest.map((read) => read(row))], separator);
}

function checked<T>(name: string, parse: (text: string) => T, text: string): T {
  try {
    return parse(text);
  } catch (error) {
    throw error instanceof BadValue ? new BadValue(`${name}: ${error.message}`) : error;
  }
}
