import { formatDecimal, parseDecimal } from '../../schemas/decimal.ts';
import type { FieldKind } from './fields.ts';
import { memoized } from '../../schemas/memo.ts';
import { timeReader } from './times.ts';

/** A value of a row that is not what its field needs. */
export class BadValue extends Error {
  /** The fact's id, where it could be read. */
  id: string | undefined;
}

export interface ValueOptions {
  /** Of local times. */
  readonly timezone: string;
  readonly decimal: '.' | ',';
  readonly customerKey: (id: string) => string;
}

type FieldValue = string | number | boolean;

const CONTROL = /\p{Cc}/u;
const MAX_MICROS = 10n ** 18n;
const MAX_INSTANT = 4_102_444_800_000;
const DAY = /^\d{4}-\d\d-\d\d$/;
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['0', false],
]);

/** Builds the parser of one kind of field. Parsers throw BadValue saying what is wrong. */
export function valueParser(type: FieldKind, options: ValueOptions): (text: string) => FieldValue {
  switch (type.kind) {
    case 'text':
      return text;
    case 'identifier':
      return identifier;
    case 'customer':
      return options.customerKey;
    case 'currency':
      return (value) => matching(value.toUpperCase(), /^[A-Z]{3}$/, 'an ISO 4217 code such as DKK');
    case 'boolean':
      return (value) => BOOLEANS.get(value.toLowerCase()) ?? fail(value, 'true or false');
    case 'decimal':
      return decimalParser(options.decimal);
    case 'count':
      return count;
    case 'instant':
      return instantParser(options.timezone);
    case 'day':
      return day;
    case 'choice':
      return (value) =>
        type.options.includes(value) ? value : fail(value, `one of ${type.options.join(', ')}`);
  }
}

/** Checks a text that becomes an id: at most 500 characters, no control characters. */
export function identifier(value: string): string {
  if (value.length > 500) throw new BadValue('is longer than 500 characters');
  if (CONTROL.test(value)) throw new BadValue('has a control character');
  return value;
}

/** Writes a sum in micros as decimal text, within the schema's twelve digits. */
export function decimalTextOf(micros: bigint): string {
  if (micros >= MAX_MICROS || micros <= -MAX_MICROS) throw new BadValue('has more than 12 digits');
  return formatDecimal(micros);
}

function text(value: string): string {
  if (value.length > 512) throw new BadValue('is longer than 512 characters');
  return value;
}

function decimalParser(mark: '.' | ','): (value: string) => string {
  return memoized(20_000, (value) => {
    const plain = mark === '.' ? value : value.replace('.', '?').replace(',', '.');
    const micros = parseDecimal(plain);
    if (micros === undefined) {
      return fail(value, `a number such as 1234${mark}5 of at most 6 decimal places`);
    }
    return decimalTextOf(micros);
  });
}

function count(value: string): number {
  const number = Number(value);
  return /^\d+(\.0+)?$/.test(value) && Number.isSafeInteger(number)
    ? number
    : fail(value, 'a whole number of 0 or more');
}

function instantParser(timezone: string): (value: string) => number {
  const read = timeReader(timezone);
  return (value) => {
    const ms = read(value);
    if (ms === undefined) {
      return fail(value, 'a time such as 2026-11-24 13:45, ISO 8601 or epoch milliseconds');
    }
    return ms >= 0 && ms <= MAX_INSTANT ? ms : fail(value, 'between 1970 and 2100');
  };
}

function day(value: string): string {
  const compact = /^\d{8}$/.test(value)
    ? `${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6)}`
    : value;
  const ms = DAY.test(compact) ? Date.parse(`${compact}T00:00:00Z`) : Number.NaN;
  const valid = ms > 0 && ms <= MAX_INSTANT && new Date(ms).toISOString().startsWith(compact);
  return valid ? compact : fail(value, 'a date such as 2026-11-24');
}

function matching(value: string, pattern: RegExp, what: string): string {
  return pattern.test(value) ? value : fail(value, what);
}

function fail(value: string, what: string): never {
  throw new BadValue(`"${value.slice(0, 60)}" is not ${what}`);
}
