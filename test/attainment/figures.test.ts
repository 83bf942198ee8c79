import { expect, test } from 'vitest';
import { readFigures } from '../../pipeline/attainment/figures.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { reach } from '../support/goals.ts';

/** A store that has the same rows for every bucket it is asked for. */
function storeOf(rows: readonly object[]): Store {
  const query = (sql: string): Promise<object[]> =>
    Promise.resolve(
      sql.includes('FROM goal_daily')
        ? rows.map((row) => ({
            bucket: sql.includes('toString(day) AS bucket') ? '2024-05-01' : '',
            ...row,
          }))
        : [],
    );
  return { query } as unknown as Store;
}

test('the facts of a ratio are those of the part that has more, and its parts keep their order', async () => {
  const goal = reach({ id: 'total', metric: 'refund_rate' });
  const metric = metrics.get('refund_rate');
  const [first, second] = metric?.parts ?? [];
  if (metric === undefined || first === undefined || second === undefined)
    throw new Error('no parts');
  const row = { goal: 'total', distinct: '0' };
  const store = storeOf([
    { ...row, part: second.id, value: '999999999999.999999', facts: '5' },
    { ...row, part: first.id, value: '0.000001', facts: '3' },
    { ...row, goal: 'total/all', part: first.id, value: '7', facts: '9' },
  ]);
  const figures = await readFigures(store, [goal], metrics, { today: '2024-06-01' });
  const measured = { parts: [1n, 999_999_999_999_999_999n], facts: 5 };
  expect(figures.whole('total', metric)).toEqual(measured);
  expect(figures.days('total', metric)).toEqual([{ day: '2024-05-01', measured }]);
  expect(figures.whole('total/all', metric)).toEqual({ parts: [7_000_000n, 0n], facts: 9 });
  expect(figures.whole('constructor', metric)).toEqual({ parts: [0n, 0n], facts: 0 });
});
