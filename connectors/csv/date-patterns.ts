import { zoneOf } from './zones.ts';

/** A time as its parts are written. `time` is absent for a date, `offset` for a local time. */
export interface WrittenTime {
  /** yyyy-MM-dd. */
  readonly date: string;
  /** HH:mm:ss, maybe with a fraction. */
  readonly time?: string;
  /** Z or +HH:mm. */
  readonly offset?: string;
}

type Fields = Partial<
  Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'half', string>
> & {
  fraction?: string;
  offset?: string;
};

interface Letter {
  readonly field: keyof Fields;
  readonly text: string;
}

/** An offset or an abbreviation that means one (see zones.ts). */
const ZONE = '[+-]\\d\\d(?::?\\d\\d)?|[A-Za-z]{1,5}(?:[+-]\\d{1,2}(?::?\\d\\d)?)?';

/** Letters of a pattern as Unicode (and so Java, Excel and date-fns) have them. */
const LETTERS: Readonly<Record<string, Letter>> = {
  yyyy: { field: 'year', text: '\\d{4}' },
  yy: { field: 'year', text: '\\d{2}' },
  M: { field: 'month', text: '\\d{1,2}' },
  MM: { field: 'month', text: '\\d{2}' },
  MMM: { field: 'month', text: '\\p{L}{3,}\\.?' },
  MMMM: { field: 'month', text: '\\p{L}{3,}\\.?' },
  d: { field: 'day', text: '\\d{1,2}' },
  dd: { field: 'day', text: '\\d{2}' },
  H: { field: 'hour', text: '\\d{1,2}' },
  HH: { field: 'hour', text: '\\d{2}' },
  h: { field: 'hour', text: '\\d{1,2}' },
  hh: { field: 'hour', text: '\\d{2}' },
  mm: { field: 'minute', text: '\\d{2}' },
  ss: { field: 'second', text: '\\d{2}' },
  S: { field: 'fraction', text: '\\d{1,9}' },
  SSS: { field: 'fraction', text: '\\d{1,9}' },
  a: { field: 'half', text: '[AaPp]\\.?[Mm]\\.?' },
  XXX: { field: 'offset', text: ZONE },
  z: { field: 'offset', text: ZONE },
};
/** The first three letters of months in English, Danish and German. */
const MONTHS = new Map(
  [
    ...[
      'jan',
      'feb',
      'mar',
      'apr',
      'may',
      'jun',
      'jul',
      'aug',
      'sep',
      'oct',
      'nov',
      'dec',
    ].entries(),
    ...([
      [2, 'mär'],
      [4, 'maj'],
      [4, 'mai'],
      [9, 'okt'],
      [11, 'dez'],
    ] as const),
  ].map(([at, name]) => [name, String(at + 1)]),
);
const TOKEN = /'([^']*)'|([A-Za-z])\2*|[^A-Za-z']/g;

/**
 * Compiles a pattern such as dd-MM-yyyy HH:mm to a reader of just such texts.
 * @throws Error saying what is wrong with the pattern.
 */
export function datePattern(pattern: string): (text: string) => WrittenTime | undefined {
  const order: (keyof Fields)[] = [];
  const source = [...pattern.matchAll(TOKEN)].map(([token, quoted]) => {
    if (quoted !== undefined) return escaped(quoted);
    const letter = LETTERS[token];
    if (letter !== undefined) {
      if (order.includes(letter.field)) throw new Error(`names the ${letter.field} twice`);
      order.push(letter.field);
      return `(${letter.text})`;
    }
    if (token === 'T') return 'T';
    if (/[A-Za-z]/.test(token)) throw new Error(`has no letter "${token}"; ${KNOWN}`);
    return token === ' ' ? ' +' : escaped(token);
  });
  if (order.includes('minute') && !order.includes('hour')) {
    throw new Error(`has minutes (mm) and no hours; months are MM; ${KNOWN}`);
  }
  for (const field of ['year', 'month', 'day'] as const) {
    if (!order.includes(field)) throw new Error(`has no ${field}; ${KNOWN}`);
  }
  if (/(^|[^h])h{1,2}($|[^h])/.test(pattern.replace(/'[^']*'/g, '')) !== order.includes('half')) {
    throw new Error('needs h and a together (11:30 PM), or HH');
  }
  const expression = new RegExp(`^${source.join('')}$`, 'u');
  return (text) => {
    const match = expression.exec(text);
    if (match === null) return undefined;
    return written(Object.fromEntries(order.map((field, n) => [field, match[n + 1]])));
  };
}

const KNOWN =
  'write one such as dd-MM-yyyy, M/d/yy or dd.MM.yyyy HH:mm:ss (yyyy yy, MM M MMM, dd d, HH H hh h a, mm, ss, SSS, z for an offset or UTC, PST…)';

/** Patterns that read the same texts with day and month the other way round. */
export function daysAndMonthsSwapped(patterns: readonly string[]): readonly string[] | undefined {
  const shape = (pattern: string, swap: boolean) =>
    pattern.replace(/M{1,2}|d{1,2}/g, (token) =>
      swap ? (token.startsWith('M') ? 'd' : 'M') : token.charAt(0),
    );
  for (const [n, one] of patterns.entries()) {
    const other = patterns.slice(n + 1).find((each) => shape(each, true) === shape(one, false));
    if (other !== undefined) return [one, other];
  }
  return undefined;
}

function written(fields: Fields): WrittenTime | undefined {
  const { year = '', day = '', hour, minute = '00', second = '0', fraction, half, offset } = fields;
  const month = /^\d/.test(fields.month ?? '')
    ? fields.month
    : MONTHS.get((fields.month ?? '').slice(0, 3).toLowerCase());
  if (month === undefined) return undefined;
  const date = `${fullYear(year)}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (hour === undefined) return { date };
  const hours = hourOfDay(Number(hour), half);
  if (hours === undefined) return undefined;
  const time = `${String(hours).padStart(2, '0')}:${minute}:${second.padStart(2, '0')}${fraction === undefined ? '' : `.${fraction}`}`;
  return withOffset(date, time, offset);
}

/** Two digits are a year of 1970 to 2069. */
function fullYear(year: string): string {
  if (year.length === 4) return year;
  return Number(year) >= 70 ? `19${year}` : `20${year}`;
}

function hourOfDay(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (/^p/i.test(half) ? 12 : 0);
}

/** A time of a day with its zone as it is written; undefined where that is no zone. */
export function withOffset(
  date: string,
  time: string,
  zone: string | undefined,
): WrittenTime | undefined {
  if (zone === undefined) return { date, time };
  const offset = zone === 'Z' ? zone : zoneOf(zone);
  return offset === undefined ? undefined : { date, time, offset };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
