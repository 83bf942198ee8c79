import { addDays, lengthOf } from '../../schemas/calendar.ts';
import type { Baseline } from '../../schemas/goals.ts';
import { periodsOf, type Days } from './calendar.ts';

/** 52 weeks: the same weekdays a year before. */
const YEAR = 364;

/** The days that a period is compared with; undefined for a fixed baseline, which has none. */
export function comparedDays(baseline: Baseline, { start, end }: Days): Days | undefined {
  switch (baseline.kind) {
    case 'fixed':
      return undefined;
    case 'lastYear':
      return { start: addDays(start, -YEAR), end: addDays(end, -YEAR) };
    case 'previous':
      return { start: addDays(start, -lengthOf({ start, end })), end: addDays(start, -1) };
    case 'days':
      return { start: baseline.start, end: baseline.end };
  }
}

const KINDS = {
  fixed: 'the fixed baseline',
  lastYear: 'the same weekdays last year',
  previous: 'the days just before',
  days: 'the agreed days',
};

/**
 * Which days are compared with which, in words: "May 2027 (2027-05-01 to 2027-05-31) against the
 * same weekdays last year: 2026-05-02 to 2026-06-01".
 */
export function comparisonWords(
  baseline: Baseline,
  period: Days,
  compared: Days | undefined,
): string {
  const what = `${nameOf(period)} against ${KINDS[baseline.kind]}`;
  if (baseline.kind === 'fixed') return `${what} of ${baseline.value}`;
  return compared === undefined ? what : `${what}: ${compared.start} to ${compared.end}`;
}

/** A whole month by its name, and the dates of every period. */
function nameOf(period: Days): string {
  const days = `${period.start} to ${period.end}`;
  const month = periodsOf({ start: `${period.start.slice(0, 7)}-01`, end: period.end }, 'month');
  const isMonth =
    period.start.endsWith('-01') && month.length === 1 && addDays(period.end, 1).endsWith('-01');
  return isMonth ? `${MONTH.format(Date.parse(period.start))} (${days})` : days;
}

const MONTH = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });
