import { dayNumber as daysSinceEpoch } from '../../schemas/calendar.ts';
import { DECIMAL_PLACES, parseDecimal } from '../../schemas/decimal.ts';
import { memoized } from '../../schemas/memo.ts';
import { snakeCase } from '../metrics/columns.ts';
import type { NativeBlock } from '../store/native-block.ts';
import { ListColumn, INSTANTS, TEXTS } from '../store/native-lists.ts';
import { SmallColumn, TextColumn, WideColumn } from '../store/native-columns.ts';
import { WordColumn } from '../store/native-words.ts';
import { TextBytes } from './text-bytes.ts';

/** Puts a field's value into a row; rows ascend. */
export type SetField = (row: number, value: unknown) => void;

/** How a kind of field is kept: its columns in a table, and what opens them in a block. */
export interface FieldKind {
  readonly columns: (field: string) => readonly string[];
  readonly open: (block: NativeBlock, field: string) => SetField;
}

function oneColumn(open: (block: NativeBlock, column: string) => SetField): FieldKind {
  return {
    columns: (field) => [snakeCase(field)],
    open: (block, field) => open(block, snakeCase(field)),
  };
}

/** A text of its own in most rows. */
export const text = oneColumn((block, column) => {
  const cells = block.add(column, new TextColumn(block.capacity));
  return (row, value) =>
    value instanceof TextBytes ? cells.setBytes(row, value) : cells.set(row, value as string);
});

/** A text that many rows share. */
export const word = oneColumn((block, column) => {
  const cells = block.add(column, new WordColumn(block.capacity));
  return (row, value) => cells.set(row, value as string);
});

export const decimal = oneColumn((block, column) => {
  const cells = block.add(column, new WideColumn('Decimal(18, 6)', block.capacity));
  return (row, value) => cells.set(row, micros(value as string | TextBytes));
});

export const count = oneColumn((block, column) => {
  const cells = block.add(column, new WideColumn('UInt64', block.capacity));
  return (row, value) => cells.set(row, value as number);
});

/** ms since the epoch. */
export const instant = oneColumn((block, column) => {
  const cells = block.add(column, new WideColumn("DateTime64(3, 'UTC')", block.capacity));
  return (row, value) => cells.set(row, value as number);
});

/** A flag is 0, 1 or 2 for unknown. */
export const flag = oneColumn((block, column) => {
  const cells = block.add(column, new SmallColumn('UInt8', block.capacity, 2));
  return (row, value) => cells.set(row, Number(value));
});

/** A local date. */
export const date = oneColumn((block, column) => {
  const cells = block.add(column, new SmallColumn('Date', block.capacity));
  return (row, value) => cells.set(row, dayNumber(value as string));
});

const TOUCH = { channel: word, campaign: text, at: instant } as const;

/** A marketing touch: first_touch_channel and so on. */
export const touch: FieldKind = {
  columns: (field) => Object.keys(TOUCH).map((part) => `${snakeCase(field)}_${part}`),
  open: (block, field) => {
    const sets = Object.entries(TOUCH).map(
      ([part, kind]) => [part, kind.open(block, `${field}_${part}`)] as const,
    );
    return (row, value) => {
      const parts = value as Readonly<Record<string, unknown>>;
      for (const [part, set] of sets) if (parts[part] !== undefined) set(row, parts[part]);
    };
  },
};

interface TouchParts {
  readonly channel?: string;
  readonly campaign?: string;
  readonly at?: number;
}

/** A list of touches: touches_channel and so on, lists of one length. */
export const touches: FieldKind = {
  columns: touch.columns,
  open: (block, field) => {
    const { capacity } = block;
    const name = snakeCase(field);
    const channels = block.add(`${name}_channel`, new ListColumn(capacity, TEXTS));
    const campaigns = block.add(`${name}_campaign`, new ListColumn(capacity, TEXTS));
    const times = block.add(`${name}_at`, new ListColumn(capacity, INSTANTS));
    return (row, value) => {
      const list = value as readonly TouchParts[];
      channels.set(
        row,
        list.map(({ channel = '' }) => channel),
      );
      campaigns.set(
        row,
        list.map(({ campaign = '' }) => campaign),
      );
      times.set(
        row,
        list.map(({ at = 0 }) => at),
      );
    };
  },
};

const MAX_DAYS_KNOWN = 10_000;

/** Days since 1970-01-01 of a local date, remembered: facts share few days. */
export const dayNumber = memoized(MAX_DAYS_KNOWN, daysSinceEpoch);

const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const SAFE_DIGITS = 15;
/** Of ten, by the places that a decimal lacks. */
const POWERS = Array.from({ length: DECIMAL_PLACES + 1 }, (_, places) => 10 ** places);

/** Decimals of up to 15 digits are exact as numbers, which is several times faster than BigInt. */
function micros(value: string | TextBytes): number | bigint {
  if (typeof value === 'string') return parseDecimal(value) ?? 0n;
  const { buffer, start, end } = value;
  const negative = buffer[start] === MINUS;
  let digits = 0;
  let point = end;
  for (let at = negative ? start + 1 : start; at < end; at++) {
    const byte = buffer[at] ?? ZERO;
    if (byte === POINT) point = at + 1;
    else digits = digits * 10 + byte - ZERO;
  }
  const missing = DECIMAL_PLACES - (end - point);
  if (end - start + missing > SAFE_DIGITS) return parseDecimal(value.toString()) ?? 0n;
  const scaled = digits * (POWERS[missing] ?? 0);
  return negative ? -scaled : scaled;
}
