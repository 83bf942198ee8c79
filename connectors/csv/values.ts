import { formatDecimal, parseDecimal } from '../../schemas/decimal.ts';
import { memoized } from '../../schemas/memo.ts';
import { BadValue } from './bad-value.ts';
import type { FieldKind } from './fields.ts';
import { numberHint, numberReader, type NumberFormat } from './numbers.ts';
import { notATime } from './time-hints.ts';
import { timeReader } from './times.ts';

export interface ValueOptions {
  readonly numbers: NumberFormat;
  /** How the file writes dates; absent: in ways that can be read in one way only. */
  readonly dates: readonly string[] | undefined;
  readonly customerKey: (id: string) => string;
  /** Told of each text that was cut to its limit. */
  readonly onCut: () => void;
}

type FieldValue = string | number | boolean;
type PlainKind = Exclude<FieldKind, { readonly kind: 'instant' }>;

/** Characters of a dimension and other texts that only describe. */
export const MAX_TEXT = 512;
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

/** Builds the parser of one kind of field but instants. Parsers throw BadValue saying what is wrong. */
export function valueParser(type: PlainKind, options: ValueOptions): (text: string) => FieldValue {
  switch (type.kind) {
    case 'text':
      return (value) => shortened(value, options.onCut);
    case 'reference':
      return reference;
    case 'identifier':
      return identifier;
    case 'customer':
      return (value) => options.customerKey(wholeText(value));
    case 'currency':
      return (value) => matching(value.toUpperCase(), /^[A-Z]{3}$/, 'an ISO 4217 code such as DKK');
    case 'boolean':
      return (value) => BOOLEANS.get(value.toLowerCase()) ?? fail(value, 'true or false');
    case 'decimal':
      return decimalParser(options.numbers);
    case 'count':
      return countParser(options.numbers);
    case 'day':
      return dayParser(options.dates);
    case 'choice':
      return (value) =>
        type.options.includes(value) ? value : fail(value, `one of ${type.options.join(', ')}`);
  }
}

/** Checks a text that becomes an id: at most 500 characters, no control characters. */
export function identifier(value: string): string {
  if (value.length > 500) throw new BadValue('is longer than 500 characters');
  if (CONTROL.test(value)) throw new BadValue('has a control character');
  return wholeText(value);
}

/** Half of a character would be the same as every other half once it is stored. */
function wholeText(value: string): string {
  if (value.isWellFormed()) return value;
  throw new BadValue('has half of a character: the text was cut within one');
}

/** Writes a sum in micros as decimal text, within the schema's twelve digits. */
export function decimalTextOf(micros: bigint): string {
  if (micros >= MAX_MICROS || micros <= -MAX_MICROS) throw new BadValue('has more than 12 digits');
  return formatDecimal(micros);
}

/** A text that names something else must be whole. */
function reference(value: string): string {
  if (value.length > MAX_TEXT) throw new BadValue(`is longer than ${MAX_TEXT} characters`);
  return wholeText(value);
}

/** A text that describes is cut where it is too long, never within a character. */
function shortened(value: string, onCut: () => void): string {
  if (value.length <= MAX_TEXT) return value;
  onCut();
  const cut = value.slice(0, MAX_TEXT);
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
}

function decimalParser(format: NumberFormat): (value: string) => string {
  const read = numberReader(format);
  return memoized(20_000, (value) => {
    const micros = parseDecimal(read(value) ?? '');
    if (micros === undefined) {
      return fail(
        value,
        `a number such as 1234${format.decimal}5 of at most 6 decimal places${numberHint(value, format)}`,
      );
    }
    return decimalTextOf(micros);
  });
}

function countParser(format: NumberFormat): (value: string) => number {
  const read = numberReader(format);
  return (value) => {
    const plain = read(value) ?? '';
    const number = Number(plain);
    return /^\d+(\.0+)?$/.test(plain) && Number.isSafeInteger(number)
      ? number
      : fail(
          value,
          `a whole number from 0 to ${Number.MAX_SAFE_INTEGER}${numberHint(value, format)}`,
        );
  };
}

function dayParser(dates: readonly string[] | undefined): (value: string) => string {
  const reader = timeReader('UTC', dates);
  return memoized(10_000, (value) => {
    const date = reader.isDay(value) || dates !== undefined ? reader.dateOf(value) : undefined;
    const ms = DAY.test(date ?? '') ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
    const valid = ms > 0 && ms <= MAX_INSTANT && new Date(ms).toISOString().startsWith(date ?? '');
    if (!valid || date === undefined)
      throw new BadValue(notATime(value, dates).replace('not a time', 'not a date'));
    return date;
  });
}

function matching(value: string, pattern: RegExp, what: string): string {
  return pattern.test(value) ? value : fail(value, what);
}

function fail(value: string, what: string): never {
  throw new BadValue(`"${value.slice(0, 60)}" is not ${what}`);
}
