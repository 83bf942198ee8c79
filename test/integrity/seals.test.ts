import { afterAll, beforeAll, expect, test } from 'vitest';
import { readDamage } from '../../pipeline/integrity/damage.ts';
import { Seals } from '../../pipeline/integrity/seals.ts';
import type { Log } from '../../pipeline/log/log.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { EMBEDDED_PARTITIONS, topicsWith } from '../../pipeline/topics.ts';
import { testEngine, type TestEngine } from '../support/engine.ts';
import { MemoryLog } from '../support/memory-log.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await testEngine();
});
afterAll(() => engine.stop());

async function world(): Promise<{ log: Log; store: Store }> {
  const log = new MemoryLog();
  await log.createTopics(topicsWith(EMBEDDED_PARTITIONS));
  return { log, store: await engine.freshStore() };
}

function sealsOf({ log, store }: { log: Log; store: Store }): Seals {
  return new Seals({ log, store, embedded: true, now: () => 7 });
}

/** Rows on days of a month, in a part of their own. */
async function insert(store: Store, month: string, first: number): Promise<void> {
  await store.command(
    `INSERT INTO fact_sale (day, source, stream, id, rank)
     SELECT toDate('${month}-01') + number % 20, 's', 'all', toString(${first} + number), 2048 FROM numbers(40)`,
  );
}

async function detach(store: Store, table: string, where = '1'): Promise<void> {
  const parts = await store.query<{ name: string }>(
    `SELECT name FROM system.parts WHERE database = currentDatabase() AND active
     AND table = '${table}' AND ${where}`,
  );
  for (const { name } of parts) await store.command(`ALTER TABLE ${table} DETACH PART '${name}'`);
}

test('merges and more facts are no loss', async () => {
  const parts = await world();
  const seals = sealsOf(parts);
  await insert(parts.store, '2024-03', 0);
  expect(await seals.seal()).toBe(0);
  await insert(parts.store, '2024-04', 100);
  await parts.store.command('OPTIMIZE TABLE fact_sale FINAL');
  expect(await seals.seal()).toBe(0);
  expect(await sealsOf(parts).seal()).toBe(0);
  expect(await readDamage(parts.log)).toEqual([]);
});

test('a part that is gone is damage on its days, which the next seal does not forget', async () => {
  const parts = await world();
  await insert(parts.store, '2024-03', 0);
  await insert(parts.store, '2024-05', 100);
  await sealsOf(parts).seal();
  await detach(parts.store, 'fact_sale', `min_date = '2024-03-01'`);
  expect(await sealsOf(parts).seal()).toBe(1);
  const damage = [{ type: 'sale', from: '2024-03-01', to: '2024-03-20', since: 7 }];
  expect(
    await parts.store.query(
      'SELECT type, toString(first_day) AS "from", toString(last_day) AS "to" FROM damage FINAL WHERE gone = 0',
    ),
  ).toEqual([{ type: 'sale', from: '2024-03-01', to: '2024-03-20' }]);
  expect(await readDamage(parts.log)).toEqual(damage);
  await insert(parts.store, '2024-03', 300);
  expect(await sealsOf(parts).seal()).toBe(0);
  expect(await readDamage(parts.log)).toEqual(damage);
});

test('a table whose every part is gone is lost too', async () => {
  const parts = await world();
  await insert(parts.store, '2024-03', 0);
  await sealsOf(parts).seal();
  await parts.store.command('TRUNCATE TABLE fact_sale');
  expect(await sealsOf(parts).seal()).toBe(1);
});

test('parts put aside by the engine before anything was sealed are damage', async () => {
  const parts = await world();
  await insert(parts.store, '2024-03', 0);
  await detach(parts.store, 'fact_sale');
  await sealsOf(parts).seal();
  expect(await readDamage(parts.log)).toEqual([]);
});

test('lost days that facts stood on are written again from the facts', async () => {
  const parts = await world();
  const { store } = parts;
  await insert(store, '2024-03', 0);
  await store.command(
    `INSERT INTO fact_sale (day, source, stream, id, rank, deleted) VALUES ('2024-03-02', 's', 'all', '5', 4096 + 1024, 1)`,
  );
  await store.command(
    `INSERT INTO fact_day (type, source, stream, id, day, rank) SELECT 'sale', source, stream, id, day, rank FROM fact_sale`,
  );
  await sealsOf(parts).seal();
  await detach(store, 'fact_day');
  expect(await sealsOf(parts).seal()).toBeGreaterThan(0);
  expect(await readDamage(parts.log)).toEqual([]);
  const [days] = await store.query<{ n: string }>(
    `SELECT toString(count()) AS n FROM fact_day FINAL WHERE type = 'sale' AND version >= 1`,
  );
  expect(days).toEqual({ n: '41' });
  const [gone] = await store.query<{ deleted: number; version: string }>(
    `SELECT deleted, version FROM fact_day FINAL WHERE id = '5' AND day = '2024-03-02'`,
  );
  expect(gone).toEqual({ deleted: 1, version: '2' });
});

test('lost figures are made again: their days are marked', async () => {
  const parts = await world();
  await insert(parts.store, '2024-03', 0);
  await insert(parts.store, '2024-06', 100);
  await parts.store.command(
    `INSERT INTO goal_daily (goal, part, day, version) VALUES ('g', 'p', '2024-03-04', 1), ('g', 'p', '2024-03-06', 1)`,
  );
  await sealsOf(parts).seal();
  await detach(parts.store, 'goal_daily');
  await sealsOf(parts).seal();
  const marks: string[] = [];
  for await (const records of parts.log.read('marks')) marks.push(...records.map(({ key }) => key));
  expect(marks.toSorted()).toEqual(['sale/2024-03-04', 'sale/2024-03-05', 'sale/2024-03-06']);
  expect(await readDamage(parts.log)).toEqual([]);
});
