import { parseDecimal } from '../../schemas/decimal.ts';
import { DIMENSIONS } from '../../schemas/dimensions.ts';
import type {
  Fact,
  FactOf,
  FactType,
  Feedback,
  Return,
  Sale,
  Shipment,
  Traffic,
} from '../../schemas/facts.ts';
import { snakeCase } from '../metrics/columns.ts';
import type { RowBinaryWriter } from './row-binary.ts';

type Write<T> = (writer: RowBinaryWriter, fact: T) => void;
type Column<T> = readonly [name: string, write: Write<T>];

const MS_PER_DAY = 86_400_000;

/** Days since 1970-01-01 of a local date; not a moment, so no time zone takes part. */
export function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / MS_PER_DAY;
}

function text<K extends string>(field: K): Column<Partial<Record<K, string>>> {
  return [snakeCase(field), (writer, fact) => writer.string(fact[field] ?? '')];
}

function decimal<K extends string>(field: K): Column<Partial<Record<K, string>>> {
  return [snakeCase(field), (writer, fact) => writeDecimal(writer, fact[field])];
}

function count<K extends string>(field: K): Column<Partial<Record<K, number>>> {
  return [snakeCase(field), (writer, fact) => writer.uint64(fact[field] ?? 0)];
}

/** A flag is 0, 1 or 2 for unknown. */
function flag<K extends string>(field: K): Column<Partial<Record<K, boolean>>> {
  return [
    snakeCase(field),
    (writer, fact) => writer.uint8(fact[field] === undefined ? 2 : Number(fact[field])),
  ];
}

function writeDecimal(writer: RowBinaryWriter, value: string | undefined): void {
  if (value === undefined) writer.int64Number(0);
  else writer.int64(parseDecimal(value) ?? 0n);
}

const saleColumns: readonly Column<Sale>[] = [
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
  ['first_touch_channel', (writer, fact) => writer.string(fact.firstTouch?.channel ?? '')],
  ['first_touch_campaign', (writer, fact) => writer.string(fact.firstTouch?.campaign ?? '')],
  ['first_touch_at', (writer, fact) => writer.uint64(fact.firstTouch?.at ?? 0)],
  ['last_touch_channel', (writer, fact) => writer.string(fact.lastTouch?.channel ?? '')],
  ['last_touch_campaign', (writer, fact) => writer.string(fact.lastTouch?.campaign ?? '')],
  ['last_touch_at', (writer, fact) => writer.uint64(fact.lastTouch?.at ?? 0)],
];

const trafficColumns: readonly Column<Traffic>[] = [
  count('sessions'),
  count('visitors'),
  count('engaged'),
  count('addedToCart'),
  count('reachedCheckout'),
  count('converted'),
];

const feedbackColumns: readonly Column<Feedback>[] = [
  text('kind'),
  decimal('score'),
  decimal('scaleMin'),
  decimal('scaleMax'),
  text('orderId'),
  text('customer'),
];

const shipmentColumns: readonly Column<Shipment>[] = [
  text('orderId'),
  count('orderedAt'),
  count('promisedAt'),
  count('shippedAt'),
  count('deliveredAt'),
  flag('onTime'),
  text('exception'),
];

const returnColumns: readonly Column<Return>[] = [
  text('orderId'),
  count('requestedAt'),
  count('receivedAt'),
  text('reason'),
  decimal('quantity'),
];

const OWN: { [T in FactType]: readonly Column<FactOf[T]>[] } = {
  sale: saleColumns,
  traffic: trafficColumns,
  feedback: feedbackColumns,
  shipment: shipmentColumns,
  return: returnColumns,
};

const KEY = ['day', 'source', 'stream', 'id', 'version', 'deleted', 'rules', 'goals'];

/** The columns of a fact type's table, in the order that rows are written in. */
export function factColumns(type: FactType): readonly string[] {
  const own = OWN[type].map(([name]) => name);
  return [...KEY, 'occurred_at', 'observed_at', ...DIMENSIONS.map(snakeCase), ...own];
}

/** The columns of a tombstone. */
export const TOMBSTONE_COLUMNS: readonly string[] = KEY.slice(0, 6);

export interface Attributed {
  readonly fact: Fact;
  readonly goals: readonly string[];
  readonly rules: bigint;
}

/** Writes one row of the fact's table. */
export function writeFact<T extends FactType>(
  writer: RowBinaryWriter,
  type: T,
  fact: FactOf[T],
  goals: readonly string[],
  rules: bigint,
): void {
  writer.uint16(dayNumber(fact.day));
  writer.string(fact.source);
  writer.string(fact.stream);
  writer.string(fact.id);
  writer.uint64(fact.version);
  writer.uint8(0);
  writer.bigUint64(rules);
  writer.strings(goals);
  writer.uint64(fact.occurredAt);
  writer.uint64(fact.observedAt);
  for (const name of DIMENSIONS) writer.string(fact[name] ?? '');
  for (const [, write] of OWN[type]) write(writer, fact);
}

/** Writes a row that takes the fact off a day. */
export function writeTombstone(
  writer: RowBinaryWriter,
  key: { source: string; stream: string; id: string },
  day: string,
  version: number,
): void {
  writer.uint16(dayNumber(day));
  writer.string(key.source);
  writer.string(key.stream);
  writer.string(key.id);
  writer.uint64(version);
  writer.uint8(1);
}
