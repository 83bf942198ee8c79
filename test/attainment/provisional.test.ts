import { expect, test } from 'vitest';
import { provisionalDays } from '../../pipeline/attainment/provisional.ts';
import type { Metric } from '../../schemas/metric.ts';
import { metrics } from '../../schemas/metrics/registry.ts';

const WINDOW = { start: '2024-03-01', end: '2024-03-31' };

function of(days: Partial<Metric>, today: string) {
  const metric = metrics.get('net_sales');
  if (metric === undefined) throw new Error('no metric');
  return provisionalDays({ ...metric, ...days }, WINDOW, today).provisional;
}

test('the last days that a source restates are not final, today being one of them', () => {
  expect(of({ provisionalDays: 3 }, '2024-02-29')).toBeUndefined();
  expect(of({ provisionalDays: 3 }, '2024-03-01')).toEqual({
    since: '2024-03-01',
    until: '2024-04-03',
  });
  expect(of({ provisionalDays: 3 }, '2024-03-20')).toMatchObject({ since: '2024-03-18' });
  expect(of({ provisionalDays: 1 }, '2024-03-20')).toMatchObject({ since: '2024-03-20' });
  expect(of({ provisionalDays: 3 }, '2024-04-02')).toMatchObject({ since: '2024-03-31' });
  expect(of({ provisionalDays: 3 }, '2024-04-03')).toBeUndefined();
  expect(of({ provisionalDays: 3, maturityDays: 30 }, '2024-04-03')).toMatchObject({
    since: '2024-03-05',
    until: '2024-04-30',
  });
  expect(of({}, '2024-03-20')).toBeUndefined();
});
