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
