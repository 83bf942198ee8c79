import { expect, test } from 'vitest';
import { attainTable } from '../../pipeline/cli/attain.ts';
import { report } from '../dashboards/fixtures.ts';

test('what is open is said below the table', () => {
  const text = attainTable(report);
  expect(text).toContain('On-time delivery, every week: 1234 more are not due yet, and not judged');
  const [first, ...rest] = report.goals;
  if (first === undefined) throw new Error('no goals');
  const times = { ...first, open: { why: 'unfinished' as const, facts: 2 } };
  expect(attainTable({ ...report, goals: [times, ...rest] })).toContain(
    `${first.title}: 2 more are still open, without a time, and left out`,
  );
});

test('what was changed of a goal, and what is not agreed, is said below the table', () => {
  const text = attainTable(report);
  expect(text).toContain(
    'Tents & sleeping, net sales: changed from 2026-02-01 on by anna: target 1000000 → 900000; owners karen → rasmus (the shop in Odense closed)',
  );
  expect(text).toContain(
    'Tents & sleeping, net sales: its file asks for target 900000 → 850000.5, which is not agreed and counts for nothing',
  );
});

test('a figure is never rounded to the other side of its target, nor to nothing', () => {
  const [given] = report.goals;
  if (given === undefined) throw new Error('no goals');
  const shown = (unit: 'ratio' | 'score' | 'days', actual: string, target: string) => {
    const goal = { ...given, metric: { ...given.metric, unit }, actual, target };
    const business = { ...report.business, locale: 'en-GB' };
    const [, line = ''] = attainTable({ ...report, business, goals: [goal] }).split('\n');
    return line
      .replaceAll('\u00A0', ' ')
      .split(/\s{2,}/)
      .slice(3, 5);
  };
  expect(shown('ratio', '0.081249', '0.08125')).toEqual(['8.1249%', '8.125%']);
  expect(shown('ratio', '0.071249', '0.08125')).toEqual(['7.1%', '8.125%']);
  expect(shown('score', '0.12349', '0.12345')).toEqual(['0.12349', '0.12345']);
  expect(shown('score', '0.00004', '5')).toEqual(['0.00004', '5']);
  expect(shown('days', '2.004', '2.0038')).toEqual(['2.004 days', '2.0038 days']);
});

test('of periods the latest that is judged is told from all days, of a change the days so far', () => {
  const text = attainTable(report).replaceAll('\u00A0', ' ');
  expect(text).toContain(
    'On-time delivery, every week: latest period that is over, 2026-02-26 – 2026-03-04: 96,7742 %, inside the band; actual is of all days so far, which are not judged',
  );
  expect(text).toContain(
    'up to two millions: attainment is of the whole days so far: 1.286.110,50 kr. against 1.100.000,00 kr. in as many days of the baseline; 1.472.222,222222 kr. keeps pace',
  );
});
