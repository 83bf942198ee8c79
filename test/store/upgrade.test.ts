import { afterAll, beforeAll, expect, test } from 'vitest';
import { TOTAL } from '../../pipeline/attribution/allocate.ts';
import { always } from '../../pipeline/attribution/epoch.ts';
import type { LogRecord } from '../../pipeline/log/log.ts';
import { markChangedParts } from '../../pipeline/processor/changed-parts.ts';
import { countersByPart } from '../../pipeline/processor/counters.ts';
import { recomputeStatements } from '../../pipeline/processor/recompute-sql.ts';
import { migrate } from '../../pipeline/store/migrate.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { testEngine, type TestEngine } from '../support/engine.ts';
import { reach } from '../support/goals.ts';
import { storeAfter } from '../support/old-store.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await testEngine();
});
afterAll(() => engine.stop());

/** Every goal's gross sales over all days. */
async function grossSales(store: Store): Promise<Record<string, string>> {
  const rows = await store.query<{ goal: string; value: string }>(
    `SELECT goal, toString(sum(value)) AS value FROM goal_daily FINAL
     WHERE part = 'gross_sales' GROUP BY goal HAVING sum(facts) > 0`,
  );
  return Object.fromEntries(rows.map(({ goal, value }) => [goal, value]));
}

/** Two sales of 10 and 5, the second counted by a goal named total, as the third migration's program had them. */
async function seedOldTotals(store: Store, goal: boolean): Promise<void> {
  const goals = goal ? "['total']" : '[]';
  await store.command(
    `INSERT INTO fact_sale (day, source, stream, id, rank, goals, gross) VALUES
     ('2024-01-01', 's', 's', '1', 1, [], 10), ('2024-01-02', 's', 's', '2', 1, ${goals}, 5)`,
  );
  // A goal of that name doubled its days in the total.
  await store.command(
    `INSERT INTO goal_daily (goal, part, day, value, facts, version) VALUES
     ('total', 'gross_sales', '2024-01-01', 10, 1, 7),
     ('total', 'gross_sales', '2024-01-02', ${goal ? 10 : 5}, ${goal ? 2 : 1}, 7)`,
  );
  if (goal) {
    await store.command(
      "INSERT INTO goal_definition (id, title, metric, version) VALUES ('total', 't', 'gross_sales', 1)",
    );
  }
}

const GOALS = always([reach({ id: 'total', metric: 'gross_sales' })]);

/** What a worker does at its start and with the marks that come of it. */
async function start(store: Store, counters: ReturnType<typeof countersByPart>) {
  const marks: LogRecord[] = [];
  const append = (_topic: string, records: readonly LogRecord[]): Promise<void> => {
    marks.push(...records);
    return Promise.resolve();
  };
  await markChangedParts(store, { append }, counters);
  const days = marks.map(({ key }) => key.split('/')[1] ?? '');
  const dirty = days.length === 0 ? [] : [{ type: 'sale' as const, days }];
  for (const some of dirty) {
    for (const sql of recomputeStatements([some], counters)) await store.command(sql);
  }
  return days;
}

test('totals kept under their old name go on under the new one, without a recompute', async () => {
  const [store, names] = await storeAfter(engine, 3);
  const counters = countersByPart(always([]), metrics);
  await start(store, counters);
  await seedOldTotals(store, false);
  expect(await migrate(store, names)).toContain('0004-name-of-the-total');
  expect(await grossSales(store)).toEqual({ [TOTAL]: '15' });
  expect(await start(store, counters)).toEqual([]);
  // Cut short and applied again, it changes nothing.
  await store.command('ALTER TABLE migration DELETE WHERE number > 3 SETTINGS mutations_sync = 2');
  expect(await migrate(store, names)).toContain('0004-name-of-the-total');
  expect(await grossSales(store)).toEqual({ [TOTAL]: '15' });
});

test('a goal named total, which was doubled, is right once its days are made again', async () => {
  const [store, names] = await storeAfter(engine, 3);
  const counters = countersByPart(GOALS, metrics);
  await start(store, counters);
  await seedOldTotals(store, true);
  await migrate(store, names);
  expect(await start(store, counters)).toEqual(['2024-01-01', '2024-01-02']);
  expect(await grossSales(store)).toEqual({ total: '5', [TOTAL]: '15' });
});

test('sales stored before duties, fees and names of orders were known stay as they are', async () => {
  const [store, names] = await storeAfter(engine, 4);
  await store.command(
    `INSERT INTO fact_sale (day, source, stream, id, rank, kind, order_id, gross, tax)
     VALUES ('2024-01-01', 's', 's', '1', 1, 'line', 'o', 10, 2)`,
  );
  expect(await migrate(store, names)).toContain('0005-duties-fees-order-name');
  const rows = await store.query(
    `SELECT id, order_id, order_name, toString(gross) AS gross, toString(duties + fees) AS more FROM fact_sale FINAL`,
  );
  expect(rows).toEqual([{ id: '1', order_id: 'o', order_name: '', gross: '10', more: '0' }]);
});
