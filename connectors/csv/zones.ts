import { Temporal } from 'temporal-polyfill';
import { memoized } from '../../schemas/memo.ts';

/** Abbreviations that mean one offset wherever they are written. */
const OFFSETS: Readonly<Record<string, string>> = {
  UTC: '+00:00',
  GMT: '+00:00',
  Z: '+00:00',
  WET: '+00:00',
  WEST: '+01:00',
  CET: '+01:00',
  MEZ: '+01:00',
  CEST: '+02:00',
  MESZ: '+02:00',
  EET: '+02:00',
  EEST: '+03:00',
  MSK: '+03:00',
  PST: '-08:00',
  PDT: '-07:00',
  MST: '-07:00',
  MDT: '-06:00',
  CDT: '-05:00',
  EST: '-05:00',
  EDT: '-04:00',
  AKST: '-09:00',
  AKDT: '-08:00',
  HST: '-10:00',
  JST: '+09:00',
  KST: '+09:00',
  HKT: '+08:00',
  SGT: '+08:00',
  AWST: '+08:00',
  AEST: '+10:00',
  AEDT: '+11:00',
  NZST: '+12:00',
  NZDT: '+13:00',
};
/** Abbreviations of several zones of the world. */
const AMBIGUOUS = new Set(['CST', 'BST', 'IST', 'AST', 'SST', 'ADT', 'ECT', 'PKT', 'WST']);
const OFFSET = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d\d))?$/i;
const LIMIT = 1_000;

/**
 * A time zone as files write it: an IANA name, an offset (+01:00, UTC+1) or an abbreviation that
 * means one offset (PST, CEST). undefined where it is none, or an abbreviation of several zones.
 */
export const zoneOf: (text: string) => string | undefined = memoized(LIMIT, (text) => {
  const upper = text.toUpperCase();
  if (AMBIGUOUS.has(upper)) return undefined;
  const known = OFFSETS[upper];
  if (known !== undefined) return known;
  const [, sign = '', hours = '', minutes = '00'] = OFFSET.exec(text) ?? [];
  if (hours !== '')
    return Number(hours) <= 14 ? `${sign}${hours.padStart(2, '0')}:${minutes}` : undefined;
  if (!text.includes('/')) return undefined;
  try {
    Temporal.PlainDate.from('2026-01-01').toZonedDateTime(text);
    return text;
  } catch {
    return undefined;
  }
});
