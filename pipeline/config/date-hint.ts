import { localDay } from '../../schemas/facts.ts';

const WRITTEN = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/;
const TURNED = /^(\d{4})[./](\d{1,2})[./](\d{1,2})$/;

/**
 * How a date that is written as in another country is written here: "2026-12-31", or both days that
 * it can mean. Undefined where it is no date. Pure.
 */
export function dateHint(text: string): string | undefined {
  const [, a = '', b = '', year = ''] = WRITTEN.exec(text.trim()) ?? [];
  const [, before = '', month = '', day = ''] = TURNED.exec(text.trim()) ?? [];
  const readings = [dayOf(year, b, a), dayOf(year, a, b), dayOf(before, month, day)];
  const days = [...new Set(readings.filter((one) => one !== undefined))];
  return days.length === 0
    ? undefined
    : `write ${days.join(' or ')}${days.length > 1 ? ', as it is meant' : ''}`;
}

function dayOf(year: string, month: string, day: string): string | undefined {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return localDay.safeParse(text).success ? text : undefined;
}

const PERIODS: readonly (readonly [RegExp, (found: RegExpExecArray) => string])[] = [
  [
    /^([QH])([1-4])[\s/,-]*(\d{4})$/i,
    ([, kind = '', n = '', year = '']) => `${year}-${kind.toUpperCase()}${n}`,
  ],
  [
    /^(\d{4})[\s/,]*([QH])([1-4])$/i,
    ([, year = '', kind = '', n = '']) => `${year}-${kind.toUpperCase()}${n}`,
  ],
  [
    /^(?:W|week|uge)\s*(\d{1,2})[\s/,-]*(\d{4})$/i,
    ([, week = '', year = '']) => `${year}-W${week.padStart(2, '0')}`,
  ],
  [
    /^(\d{4})[\s/,]+(?:W|week|uge)?\s*(\d{1,2})$/i,
    ([, year = '', week = '']) => `${year}-W${week.padStart(2, '0')}`,
  ],
];

/** How a period that is turned around is written here: "Q4 2026" is 2026-Q4. Pure. */
export function periodHint(text: string): string | undefined {
  for (const [pattern, written] of PERIODS) {
    const found = pattern.exec(text.trim());
    if (found !== null) return `write ${written(found)}`;
  }
  const [from, to] = text.split(/\s+(?:-|–|to|til)\s+|\s*–\s*|\.\.+/).map((part) => part.trim());
  if (from === undefined || to === undefined) return undefined;
  const known = [from, to].every((part) => localDay.safeParse(part).success);
  if (known) return `write { start: ${from}, end: ${to} }`;
  return [from, to].every((part) => dateHint(part) !== undefined)
    ? 'write { start: 2026-10-01, end: 2026-12-31 } with your days, year first'
    : undefined;
}
