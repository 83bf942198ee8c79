import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFigures } from '../../pipeline/attainment/figures.ts';
import { valueOf } from '../../pipeline/attainment/measured.ts';
import { always } from '../../pipeline/attribution/epoch.ts';
import { fromFactsSql } from '../../pipeline/metrics/from-facts-sql.ts';
import { recompute } from '../../pipeline/processor/aggregate-stage.ts';
import { countersByPart } from '../../pipeline/processor/counters.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { addDays } from '../../schemas/calendar.ts';
import { formatDecimal } from '../../schemas/decimal.ts';
import { NO_LOCAL_RULES, type LocalRules } from '../../schemas/metrics/local.ts';
import { metrics as builtIn } from '../../schemas/metrics/registry.ts';
import { underRules } from '../../schemas/metrics/under-rules.ts';
import { testEngine, type TestEngine } from '../support/engine.ts';
import { reach } from '../support/goals.ts';
import { naiveCameBack, type Entry } from '../support/naive-returns.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await testEngine();
}, 60_000);
afterAll(() => engine.stop());

const ids = ['orders', 'aov', 'customers', 'new_customers', 'repeat_purchase_rate', 'return_rate'];
const goals = ids.map((id) => reach({ id: id.replaceAll('_', '-'), metric: id, target: '1' }));
const counted = `[${goals.map(({ id }) => `'${id}'`).join(', ')}]`;

describe('numbers of orders and customers', () => {
  let store: Store;
  beforeAll(async () => {
    store = await engine.freshStore();
    // Two connections number orders and customers alike; the third one goes on from the first.
    const rows = [
      `'web', '1', 'line', '1001', '17', 1, 100, 1`,
      `'web', '2', 'line', '1002', '18', 1, 100, 1`,
      `'till', '1', 'line', '1001', '17', 1, 300, 1`,
      `'files', '1', 'line', '1002', '18', 1, 100, 0`,
      `'files', '2', 'return', '1001', '17', -1, 0, 1`,
    ];
    await store.command(
      `INSERT INTO fact_sale (stream, rank, deleted, goals, day, source, id, kind, order_id, customer, quantity, gross, first_order)
       VALUES ${rows.map((row, n) => `('s', 1, 0, ${counted}, '2024-03-0${1 + (n % 2)}', ${row})`).join(', ')}`,
    );
  });

  async function figuresBy(local: LocalRules) {
    const metrics = underRules(builtIn, local);
    const counters = countersByPart(always(goals), metrics);
    const days = ['2024-03-01', '2024-03-02'];
    await recompute({ store, rules: () => Promise.resolve({ counters }) }, [
      { type: 'sale', days },
    ]);
    const figures = await readFigures(store, goals, metrics, { today: '2024-04-01' });
    return ids.map((id) => {
      const metric = metrics.get(id);
      if (metric === undefined) throw new Error(id);
      const value = valueOf(metric, figures.whole(id.replaceAll('_', '-'), metric));
      return value === undefined ? undefined : formatDecimal(value);
    });
  }

  const files = [['files', 'web']];
  test.each([
    // By default every connection has its own; the return of another one's order is no return.
    ['their connection’s', NO_LOCAL_RULES, ['4', '150', '5', '3', '0', '0']],
    [
      'of some connections',
      { ...NO_LOCAL_RULES, orders: files, customers: files },
      ['3', '200', '3', '3', '0', '0.25'],
    ],
    [
      'of all connections',
      { ...NO_LOCAL_RULES, orders: 'all', customers: 'all' },
      ['2', '300', '2', '2', '0', '0.25'],
    ],
    // 18 of web and of files is one customer with two orders.
    [
      'shared for customers alone',
      { ...NO_LOCAL_RULES, customers: files },
      ['4', '150', '3', '3', '0.333333', '0'],
    ],
  ] as const)('%s', async (_, local, expected) => {
    expect(await figuresBy(local)).toEqual(expected);
  });
});

describe('returns by order', () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const first = '2024-03-01';

  /** Random orders of two connections with the same numbers; times of an order differ. */
  function randomEntries(): readonly Entry[] {
    let state = seed;
    const next = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return Math.floor((state / 0x80000000) * below);
    };
    const oneOf = (...values: readonly string[]) => values[next(values.length)] ?? '';
    return Array.from({ length: 4_000 }, (_, n) => ({
      id: String(n),
      source: oneOf('web', 'till'),
      order: String(next(400)),
      line: oneOf('', '', '1', '2'),
      product: oneOf('', 'P', 'Q'),
      sku: oneOf('', 'A', 'B'),
      units: 1 + next(3),
      isReturn: next(3) === 0,
      at: n,
    }));
  }

  const entries = randomEntries();
  const part = builtIn.get('return_rate')?.parts[0];
  let store: Store;

  beforeAll(async () => {
    store = await engine.freshStore();
    const rows = entries.map(
      ({ id, source, order, line, product, sku, units, isReturn, at }) =>
        `('${dayOf(at)}', '${source}', 's', '${id}', 1, 0, addMinutes(toDateTime64('${first} 00:00:00', 3, 'UTC'), ${at}), '${isReturn ? 'return' : 'line'}', '${order}', '${line}', '${product}', '${sku}', ${isReturn ? -units : units})`,
    );
    await store.command(
      `INSERT INTO fact_sale (day, source, stream, id, rank, deleted, occurred_at, kind, order_id, line, product, sku, quantity)
       VALUES ${rows.join(', ')}`,
      {},
      { settings: { max_query_size: '16000000' } },
    );
  });

  function dayOf(at: number): string {
    return addDays(first, Math.floor(at / 1_440));
  }

  async function byDay(through: string | undefined): Promise<ReadonlyMap<string, number>> {
    if (part?.aggregate !== 'cohort') throw new Error('no cohort');
    const days = through === undefined ? '1' : `day <= '${through}'`;
    const facts = `(SELECT *, 'g' AS goal FROM fact_sale FINAL WHERE ${days})`;
    const rows = await store.query<{ bucket: string; value: string }>(
      fromFactsSql(part, { facts, bucket: 'toString(day)', through }),
    );
    return new Map(rows.map(({ bucket, value }) => [bucket, Number(value)]));
  }

  test.each([undefined, addDays(first, 1)])('as counted by hand, through %s', async (through) => {
    const known = entries.filter(({ at }) => through === undefined || dayOf(at) <= through);
    const back = naiveCameBack(known);
    const expected = new Map<string, number>();
    for (const { id, at, isReturn } of known) {
      if (isReturn) continue;
      expected.set(dayOf(at), (expected.get(dayOf(at)) ?? 0) + (back.get(id) ?? 0));
    }
    const found = Object.fromEntries(await byDay(through));
    expect({ seed, ...found }).toEqual({ seed, ...Object.fromEntries(expected) });
    expect([...back.values()].filter((units) => units > 0).length).toBeGreaterThan(300);
  });
});
