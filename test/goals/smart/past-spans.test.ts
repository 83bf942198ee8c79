import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  endOfYearBefore,
  judgedSpan,
  pastSpans,
  spanOf,
  spanWords,
} from '../../../pipeline/goals/smart/past-spans.ts';
import { addDays, dayNumber, lengthOf } from '../../../schemas/calendar.ts';
import type { Goal } from '../../../schemas/goals.ts';
import { reach } from '../../support/goals.ts';

const over = (start: string, end: string): Goal => reach({ id: 'g', window: { start, end } });
const { target: _, ...bare } = reach({ id: 'g' });

function every(period: 'week' | 'month' | 'quarter' | 'window', start = '2024-01-01'): Goal {
  const window = { start, end: '2024-12-31' };
  return { ...bare, type: 'maintain', band: { min: '1' }, every: period, window };
}

test('windows of whole months begin at every month of the history, and none is cut', () => {
  const history = { start: '2023-11-15', end: '2024-04-29' };
  expect(pastSpans(over('2024-07-01', '2024-09-30'), history)).toEqual([
    { start: '2023-12-01', end: '2024-02-29' },
    { start: '2024-01-01', end: '2024-03-31' },
  ]);
});

test('other windows end at every week, on the weekday of the goal’s own end', () => {
  const spans = pastSpans(over('2024-06-03', '2024-06-12'), {
    start: '2024-05-01',
    end: '2024-05-31',
  });
  expect(spans).toEqual([
    { start: '2024-05-06', end: '2024-05-15' },
    { start: '2024-05-13', end: '2024-05-22' },
    { start: '2024-05-20', end: '2024-05-29' },
  ]);
});

test('periods are calendar weeks, months, and quarters that begin as the goal’s do', () => {
  const history = { start: '2023-09-02', end: '2024-03-31' };
  const starts = (goal: Goal): string[] => pastSpans(goal, history).map(({ start }) => start);
  expect(starts(every('month'))).toEqual([
    '2023-10-01',
    '2023-11-01',
    '2023-12-01',
    '2024-01-01',
    '2024-02-01',
    '2024-03-01',
  ]);
  expect(starts(every('quarter'))).toEqual(['2023-10-01', '2024-01-01']);
  expect(starts(every('quarter', '2024-02-01'))).toEqual(['2023-11-01']);
  const weeks = pastSpans(every('week'), history);
  expect([weeks[0], weeks.at(-1)]).toEqual([
    { start: '2023-09-04', end: '2023-09-10' },
    { start: '2024-03-25', end: '2024-03-31' },
  ]);
});

test('a span is named as people say it', () => {
  const words = (start: string, end: string): string => spanWords(spanOf({ start, end }));
  expect(words('2024-02-01', '2024-02-29')).toBe('month');
  expect(words('2024-10-01', '2025-03-31')).toBe('six months');
  expect(words('2024-01-01', '2024-12-31')).toBe('12 months');
  expect(words('2024-01-01', '2024-01-07')).toBe('week');
  expect(words('2024-01-01', '2024-01-21')).toBe('three weeks');
  expect(words('2024-01-01', '2024-01-10')).toBe('ten days');
  expect(words('2024-01-05', '2024-01-05')).toBe('day');
  expect(spanWords(judgedSpan(every('quarter')))).toBe('three months');
});

test('a year before is the same months, or the same weekdays', () => {
  expect(endOfYearBefore(over('2025-02-01', '2025-02-28'))).toBe('2024-02-29');
  expect(endOfYearBefore(over('2024-11-29', '2024-12-02'))).toBe('2023-12-04');
});

test('stretches are as long as what is judged, inside the history, ascending, and miss none at its end', () => {
  const day = fc.integer({ min: dayNumber('2019-01-01'), max: dayNumber('2026-12-31') });
  const span = fc.integer({ min: 0, max: 800 });
  fc.assert(
    fc.property(day, span, day, span, (first, days, from, length) => {
      const date = (number: number): string => addDays('1970-01-01', number);
      const goal = over(date(first), date(first + days));
      const history = { start: date(from), end: date(from + length) };
      const spans = pastSpans(goal, history);
      const own = spanOf(goal.window);
      for (const [index, one] of spans.entries()) {
        const real = 'days' in own ? { days: lengthOf(one) } : spanOf(one);
        expect(real).toEqual(own);
        expect(one.start >= history.start && one.end <= history.end).toBe(true);
        expect(one.start > (spans[index - 1]?.start ?? '')).toBe(true);
      }
      const room = 'days' in own ? own.days + 6 : (own.months + 1) * 31;
      expect(spans.length > 0 || lengthOf(history) < room).toBe(true);
    }),
    { numRuns: 500 },
  );
});
