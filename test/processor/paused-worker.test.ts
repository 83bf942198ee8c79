import { afterAll, beforeAll, expect, test } from 'vitest';
import { ruleSetOf } from '../../pipeline/processor/rule-set.ts';
import type { Log, StoredRecord } from '../../pipeline/log/log.ts';
import { attributeBatch } from '../../pipeline/processor/attribute-stage.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { testEngine, type TestEngine } from '../support/engine.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await testEngine();
});
afterAll(() => engine.stop());

const log = { append: () => Promise.resolve() } as unknown as Log;
const rules = ruleSetOf([], metrics);

function attribute(store: Store, records: readonly StoredRecord[]): Promise<void> {
  const context = { store, log, rules: () => Promise.resolve(rules), now: () => 0 };
  return attributeBatch(context, 'sale', { topic: 'facts.sale', records });
}

function sale(version: number, day: string, orderId: string): StoredRecord {
  const fact = {
    source: 's',
    stream: 'x',
    id: 'f',
    version,
    day,
    kind: 'line',
    occurredAt: 0,
    observedAt: 0,
    orderId,
    quantity: '1',
    currency: 'DKK',
  };
  return { key: 'k', partition: 0, offset: 0, timestamp: 0, value: JSON.stringify(fact) };
}

/** A store whose inserts wait; look-ups do not. */
function paused(store: Store, until: Promise<void>): Store {
  return {
    ...store,
    query: (sql, params, options) => store.query(sql, params, options),
    insert: async (table, block) => {
      await until;
      await store.insert(table, block);
    },
  };
}

async function standing(store: Store): Promise<readonly string[]> {
  const rows = await store.query<{ text: string }>(
    `SELECT concat(toString(day), ' ', toString(version), ' ', order_id) AS text FROM fact_sale FINAL`,
  );
  return rows.map(({ text }) => text);
}

/** One worker reads the first message and is paused; another reads all of them; the first goes on. */
async function afterPause(messages: readonly StoredRecord[]): Promise<readonly string[]> {
  const store = await engine.soleStore();
  const awake = Promise.withResolvers<void>();
  const first = attribute(paused(store, awake.promise), messages.slice(0, 1));
  await attribute(store, messages);
  awake.resolve();
  await first;
  return standing(store);
}

test('a paused worker that wakes up with an old version does not bring it back', async () => {
  const old = sale(1, '2024-01-01', 'a');
  expect(await afterPause([old, sale(2, '2024-01-02', 'b')])).toEqual(['2024-01-02 2 b']);
  expect(await afterPause([old, sale(2, '2024-01-01', 'b')])).toEqual(['2024-01-01 2 b']);
});

test.each(['2024-01-01', '2024-01-02'])(
  'of two contents of one version the same wins, whoever writes last (%s)',
  async (day) => {
    const pair = [sale(1, '2024-01-01', 'a'), sale(1, day, 'b')] as const;
    const store = await engine.soleStore();
    await attribute(store, pair);
    const expected = await standing(store);
    expect(expected).toHaveLength(1);
    expect(await afterPause(pair)).toEqual(expected);
    expect(await afterPause(pair.toReversed())).toEqual(expected);
  },
);

function withId(record: StoredRecord, id: string): StoredRecord {
  return { ...record, value: (record.value ?? '').replace('"f"', `"${id}"`) };
}

function deletion(version: number): StoredRecord {
  const value = JSON.stringify({ source: 's', stream: 'x', id: 'f', version, deleted: true });
  return { key: 'k', partition: 0, offset: 0, timestamp: 0, value };
}

test('of one version a deletion wins, whichever comes first and however they come', async () => {
  const store = await engine.soleStore();
  const before = sale(1, '2024-01-01', 'a');
  // Of contents that differ some have a greater digest than the deletion, and some a smaller one.
  for (let content = 0; content < 6; content++) {
    const fact = sale(2, '2024-01-02', `o${content}`);
    for (const [first, second] of [
      [deletion(2), fact],
      [fact, deletion(2)],
    ] as const) {
      const ways = [
        [[before, first, second]],
        [[before], [first, second]],
        [[before, first], [second]],
        [[first], [second]],
      ];
      for (let batch = 0; batch < 2; batch++) {
        const records = ways.flatMap((batches, way) =>
          (batches[batch] ?? []).map((each) =>
            withId(each, `${content}-${way}-${first.value?.length}`),
          ),
        );
        await attribute(store, records);
      }
    }
  }
  expect(await standing(store)).toEqual([]);
  await attribute(store, [withId(sale(3, '2024-01-03', 'c'), '0-0-1')]);
  expect(await standing(store)).toEqual(['2024-01-03 3 c']);
});

test('more facts than one look-up takes leave their old days in one batch', async () => {
  const store = await engine.soleStore();
  const facts = (version: number, day: string) =>
    Array.from({ length: 25_010 }, (_, n) => withId(sale(version, day, 'a'), String(n)));
  await attribute(store, facts(1, '2024-01-01'));
  await attribute(store, facts(2, '2024-01-02'));
  const days = await store.query<{ day: string; facts: string }>(
    'SELECT toString(day) AS day, toString(count()) AS facts FROM fact_sale FINAL GROUP BY day',
  );
  expect(days).toEqual([{ day: '2024-01-02', facts: '25010' }]);
});
