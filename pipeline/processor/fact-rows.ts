import { dayNumber as daysSinceEpoch } from '../../schemas/calendar.ts';
import { DECIMAL_PLACES, parseDecimal } from '../../schemas/decimal.ts';
import { DIMENSIONS } from '../../schemas/dimensions.ts';
import type { Fact, FactType } from '../../schemas/facts.ts';
import { snakeCase } from '../metrics/columns.ts';
import type { RowBinaryWriter } from './row-binary.ts';

/** A fact's fields, read by name. */
type Fields = Readonly<Record<string, unknown>>;

interface Column {
  readonly name: string;
  /** False where the store's default says the same, so that a batch may leave the column out. */
  readonly given: (fact: Fields) => boolean;
  readonly write: (writer: RowBinaryWriter, fact: Fields) => void;
}

const MAX_DAYS_KNOWN = 10_000;
const daysKnown = new Map<string, number>();

/** Days since 1970-01-01 of a local date, remembered: facts share few days. */
export function dayNumber(day: string): number {
  const known = daysKnown.get(day);
  if (known !== undefined) return known;
  const number = daysSinceEpoch(day);
  if (daysKnown.size >= MAX_DAYS_KNOWN) daysKnown.clear();
  daysKnown.set(day, number);
  return number;
}

type Writer<T> = (writer: RowBinaryWriter, value: T) => void;

/** A column of a field; `absent` is what the store's default is, too. */
function column<T>(field: string, absent: T, write: Writer<T>): Column {
  return {
    name: snakeCase(field),
    given: (fact) => fact[field] !== undefined,
    write: (writer, fact) => write(writer, (fact[field] as T | undefined) ?? absent),
  };
}

function text(field: string): Column {
  return column(field, '', (writer, value) => writer.string(value));
}

function decimal(field: string): Column {
  return column(field, '0', writeDecimal);
}

/** A count, or a moment in ms. */
function count(field: string): Column {
  return column(field, 0, (writer, value) => writer.uint64(value));
}

/** A flag is 0, 1 or 2 for unknown. */
function flag(field: string): Column {
  return column<boolean | 2>(field, 2, (writer, value) => writer.uint8(Number(value)));
}

/** Columns of a touch: first_touch_channel and so on. */
function touch(field: string): readonly Column[] {
  const part = (name: string): Column => {
    const inner = name === 'at' ? count(name) : text(name);
    const of = (fact: Fields): Fields => (fact[field] as Fields | undefined) ?? {};
    return {
      name: `${snakeCase(field)}_${name}`,
      given: (fact) => fact[field] !== undefined,
      write: (writer, fact) => inner.write(writer, of(fact)),
    };
  };
  return ['channel', 'campaign', 'at'].map(part);
}

/** Decimals of up to 15 digits are exact as numbers, which is several times faster than BigInt. */
function writeDecimal(writer: RowBinaryWriter, value: string): void {
  const point = value.indexOf('.');
  const places = point < 0 ? 0 : value.length - point - 1;
  if (value.length + DECIMAL_PLACES - places > 15) {
    writer.int64(parseDecimal(value) ?? 0n);
    return;
  }
  const digits = point < 0 ? value : value.slice(0, point) + value.slice(point + 1);
  writer.int64Number(Number(digits) * 10 ** (DECIMAL_PLACES - places));
}

const OWN: Readonly<Record<FactType, readonly Column[]>> = {
  sale: [
    text('kind'),
    text('orderId'),
    text('line'),
    decimal('quantity'),
    text('currency'),
    decimal('gross'),
    decimal('discount'),
    decimal('returned'),
    decimal('tax'),
    decimal('shipping'),
    decimal('originalAmount'),
    text('originalCurrency'),
    text('customer'),
    flag('firstOrder'),
    ...touch('firstTouch'),
    ...touch('lastTouch'),
  ],
  traffic: [
    count('sessions'),
    count('visitors'),
    count('engaged'),
    count('addedToCart'),
    count('reachedCheckout'),
    count('converted'),
  ],
  feedback: [
    text('kind'),
    decimal('score'),
    decimal('scaleMin'),
    decimal('scaleMax'),
    text('orderId'),
    text('customer'),
  ],
  shipment: [
    text('orderId'),
    count('orderedAt'),
    count('promisedAt'),
    count('shippedAt'),
    count('deliveredAt'),
    flag('onTime'),
    text('exception'),
  ],
  return: [
    text('orderId'),
    count('requestedAt'),
    count('receivedAt'),
    text('reason'),
    decimal('quantity'),
  ],
};

const KEY = ['day', 'source', 'stream', 'id', 'version', 'deleted'];
const HEAD = [...KEY, 'rules', 'goals', 'occurred_at', 'observed_at'];

/** The columns of a tombstone. */
export const TOMBSTONE_COLUMNS: readonly string[] = KEY;

function optionalColumns(type: FactType): readonly Column[] {
  return [...DIMENSIONS.map(text), ...OWN[type]];
}

/** Every column of a fact type's table. */
export function factColumns(type: FactType): readonly string[] {
  return [...HEAD, ...optionalColumns(type).map(({ name }) => name)];
}

/** A fact with what attribution found. */
export interface Attributed {
  readonly fact: Fact;
  readonly goals: readonly string[];
}

/**
 * Writes facts as rows of their table. Columns that no fact of the batch has a value for are left
 * out: the store's defaults are cheaper than empty values.
 * @returns the columns written, in order.
 */
export function writeFacts(
  writer: RowBinaryWriter,
  type: FactType,
  rows: readonly Attributed[],
  rules: bigint,
): readonly string[] {
  const used = optionalColumns(type).filter(({ given }) =>
    rows.some(({ fact }) => given(fieldsOf(fact))),
  );
  for (const { fact, goals } of rows) {
    writeKey(writer, fact, fact.day, fact.version, false);
    writer.bigUint64(rules);
    writer.strings(goals);
    writer.uint64(fact.occurredAt);
    writer.uint64(fact.observedAt);
    for (const { write } of used) write(writer, fieldsOf(fact));
  }
  return [...HEAD, ...used.map(({ name }) => name)];
}

function fieldsOf(fact: Fact): Fields {
  return fact;
}

interface Identity {
  readonly source: string;
  readonly stream: string;
  readonly id: string;
}

/** Writes a row that takes the fact off a day. */
export function writeTombstone(
  writer: RowBinaryWriter,
  key: Identity,
  day: string,
  version: number,
): void {
  writeKey(writer, key, day, version, true);
}

function writeKey(
  writer: RowBinaryWriter,
  { source, stream, id }: Identity,
  day: string,
  version: number,
  deleted: boolean,
): void {
  writer.uint16(dayNumber(day));
  writer.string(source);
  writer.string(stream);
  writer.string(id);
  writer.uint64(version);
  writer.uint8(deleted ? 1 : 0);
}
