import { addDays, firstOfMonth, weekdayOf } from '../../schemas/calendar.ts';
import type { Days } from '../attainment/calendar.ts';

/** The months that a part of a year spans: H1, Q3 … */
const PARTS: Readonly<Record<string, { first: number; months: number }>> = {
  '': { first: 0, months: 12 },
  H1: { first: 0, months: 6 },
  H2: { first: 6, months: 6 },
  Q1: { first: 0, months: 3 },
  Q2: { first: 3, months: 3 },
  Q3: { first: 6, months: 3 },
  Q4: { first: 9, months: 3 },
};

/**
 * The local days that a text means: 2026, 2026-H2, 2026-Q4, 2026-10, 2026-W41 (an ISO week, from
 * Monday), and FY2027, FY2027-H1, FY2027-Q1 of the fiscal year that ends in 2027.
 * @param fiscalStart the month, 1 to 12, that a fiscal year starts with.
 * @returns undefined where the text means no days.
 */
export function periodOf(text: string, fiscalStart: number): Days | undefined {
  const match = /^(FY)?(\d{4})(?:-(?:([HQ]\d)|W(\d\d)|(\d\d)))?$/.exec(text);
  if (match === null) return undefined;
  const [, fiscal, year = '', part = '', week, month] = match;
  if (fiscal !== undefined) {
    if (week !== undefined || month !== undefined) return undefined;
    const begun = fiscalStart === 1 ? Number(year) : Number(year) - 1;
    return partOf(begun, fiscalStart - 1, part);
  }
  if (week !== undefined) return isoWeek(year, Number(week));
  if (month !== undefined) {
    const number = Number(month);
    return number < 1 || number > 12 ? undefined : monthsFrom(Number(year), number - 1, 1);
  }
  return partOf(Number(year), 0, part);
}

/**
 * So many months from a local day on. They end the day before the same day of a later month; where
 * that month is too short, with its last day.
 */
export function monthsOn(start: string, months: number): Days {
  const [year = 0, month = 1, day = 1] = start.split('-').map(Number);
  const after = monthsFrom(year, month - 1 + months, 1);
  const same = addDays(after.start, day - 1);
  return { start, end: same > after.end ? after.end : addDays(same, -1) };
}

function partOf(year: number, firstMonth: number, name: string): Days | undefined {
  const part = PARTS[name];
  return part === undefined ? undefined : monthsFrom(year, firstMonth + part.first, part.months);
}

/** Whole months; the first is counted from 0 and may lie beyond December. */
function monthsFrom(year: number, first: number, months: number): Days {
  const month = year * 12 + first;
  return { start: firstOfMonth(month), end: addDays(firstOfMonth(month + months), -1) };
}

/** Week 1 is the one with January 4th. */
function isoWeek(year: string, week: number): Days | undefined {
  const start = addDays(mondayOf(`${year}-01-04`), (week - 1) * 7);
  const thursday = addDays(start, 3);
  if (week < 1 || thursday.slice(0, 4) !== year) return undefined;
  return { start, end: addDays(start, 6) };
}

function mondayOf(day: string): string {
  return addDays(day, 1 - weekdayOf(day));
}
