import fc from 'fast-check';
import { expect, test } from 'vitest';
import { monthsOn, periodOf } from '../../pipeline/config/period.ts';
import { addDays, daysBetween } from '../../schemas/calendar.ts';

test.each([
  ['2026', '2026-01-01', '2026-12-31'],
  ['2026-H2', '2026-07-01', '2026-12-31'],
  ['2026-Q4', '2026-10-01', '2026-12-31'],
  ['2024-02', '2024-02-01', '2024-02-29'],
  ['2026-W41', '2026-10-05', '2026-10-11'],
  ['2026-W53', '2026-12-28', '2027-01-03'],
  ['2027-W01', '2027-01-04', '2027-01-10'],
  ['FY2027', '2026-07-01', '2027-06-30'],
  ['FY2027-H2', '2027-01-01', '2027-06-30'],
  ['FY2027-Q1', '2026-07-01', '2026-09-30'],
])('%s is %s to %s', (text, start, end) => {
  expect(periodOf(text, 7)).toEqual({ start, end });
});

test.each([
  '2026-Q5',
  '2026-Q0',
  '2026-H3',
  '2026-13',
  '2026-00',
  '2027-W53',
  '2026-W00',
  'FY2027-W01',
  'FY2027-10',
  '26',
  '2026-10-01',
  '',
])('%s is no period', (text) => expect(periodOf(text, 7)).toBeUndefined());

test('a fiscal year that starts in January is the calendar year', () => {
  for (const part of ['', '-H1', '-H2', '-Q1', '-Q2', '-Q3', '-Q4']) {
    expect(periodOf(`FY2027${part}`, 1)).toEqual(periodOf(`2027${part}`, 1));
  }
});

test.each([
  ['2026-12-01', 6, '2027-05-31'],
  ['2026-11-24', 6, '2027-05-23'],
  ['2026-08-31', 6, '2027-02-28'],
  ['2023-08-30', 6, '2024-02-29'],
  ['2026-01-31', 1, '2026-02-28'],
])('%s and %i months end on %s', (start, months, end) => {
  expect(monthsOn(start, months)).toEqual({ start, end });
});

test('the quarters of a fiscal year follow on each other and fill it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1971, max: 2148 }),
      fc.integer({ min: 1, max: 12 }),
      (year, month) => {
        const whole = periodOf(`FY${year}`, month);
        const quarters = [1, 2, 3, 4].map((n) => periodOf(`FY${year}-Q${n}`, month));
        expect(quarters[0]?.start).toBe(whole?.start);
        expect(quarters[3]?.end).toBe(whole?.end);
        expect(whole?.end.slice(0, 4)).toBe(String(year));
        quarters.slice(1).forEach((quarter, index) => {
          expect(quarter?.start).toBe(addDays(quarters[index]?.end ?? '', 1));
        });
      },
    ),
  );
});

test('the weeks of a year are seven days from Monday, 52 or 53 of them', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1971, max: 2148 }), (year) => {
      const weeks = Array.from({ length: 54 }, (_, index) =>
        periodOf(`${year}-W${String(index).padStart(2, '0')}`, 1),
      ).filter((week) => week !== undefined);
      expect([52, 53]).toContain(weeks.length);
      for (const { start, end } of weeks) {
        expect(daysBetween(start, end)).toBe(6);
        expect(new Date(`${start}T00:00:00Z`).getUTCDay()).toBe(1);
      }
      expect(weeks[0]?.start).toBe(
        addDays(
          periodOf(`${year - 1}-W52`, 1)?.end ?? '',
          periodOf(`${year - 1}-W53`, 1) === undefined ? 1 : 8,
        ),
      );
    }),
    { numRuns: 50 },
  );
});
