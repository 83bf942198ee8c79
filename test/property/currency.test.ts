import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { always } from '../../pipeline/attribution/epoch.ts';
import { aggregateBatch } from '../../pipeline/processor/aggregate-stage.ts';
import { attributeBatch } from '../../pipeline/processor/attribute-stage.ts';
import { rewriting } from '../../pipeline/processor/passes.ts';
import { openRates } from '../../pipeline/processor/rates.ts';
import { ruleSetOf } from '../../pipeline/processor/rule-set.ts';
import { EMBEDDED_PARTITIONS, topicsWith } from '../../pipeline/topics.ts';
import { addDays } from '../../schemas/calendar.ts';
import { formatDecimal, parseDecimal } from '../../schemas/decimal.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { testEngine, type TestEngine } from '../support/engine.ts';
import { reach } from '../support/goals.ts';
import { MemoryLog } from '../support/memory-log.ts';
import { wholeFacts } from '../support/whole-facts.ts';

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 12);
const goals = [reach({ id: 'all' })];

let engine: TestEngine;
beforeAll(async () => {
  engine = await testEngine();
});
afterAll(() => engine.stop());

const day = fc.constantFrom('2024-01-05', '2024-01-07', '2024-01-11', '2024-01-12', '2024-01-15');
const amount = fc.constantFrom('0.01', '19.99', '-5.000001', '123456.789');
const sale = fc.record({
  type: fc.constant('sale' as const),
  id: fc.constantFrom('a', 'b', 'c', 'd'),
  day,
  currency: fc.constantFrom('DKK', 'SEK', 'EUR'),
  gross: amount,
});
const rate = fc.record({
  type: fc.constant('rate' as const),
  day,
  currency: fc.constantFrom('DKK', 'SEK'),
  rate: fc.constantFrom('7.4592', '11.1985', '0.3333', '1'),
  deleted: fc.boolean(),
});
type Event =
  | (typeof sale extends fc.Arbitrary<infer S> ? S : never)
  | (typeof rate extends fc.Arbitrary<infer R> ? R : never);
/** What comes, oldest version first, the order it comes in, and how much at once. */
const history = fc
  .array(fc.oneof({ weight: 3, arbitrary: rate }, { weight: 2, arbitrary: sale }), {
    minLength: 4,
    maxLength: 24,
  })
  .chain((events) =>
    fc.record({
      events: fc.constant<readonly Event[]>(events),
      order: fc.shuffledSubarray([...events.keys()], { minLength: events.length }),
      crashes: fc.infiniteStream(fc.boolean()),
      sizes: fc.infiniteStream(fc.integer({ min: 1, max: 4 })),
    }),
  );

function valueOf(event: Event, version: number): { id: string; value: string } {
  if (event.type === 'sale') {
    const none = { discount: '0', returned: '0', tax: '0', shipping: '0' };
    const { id } = event;
    return { id, value: JSON.stringify({ ...wholeFacts.sale, ...none, ...event, version }) };
  }
  const id = `${event.day}/${event.currency}`;
  const { type: _, deleted, ...values } = event;
  const { source, stream } = wholeFacts.rate;
  const gone = { source, stream, id, version, deleted: true };
  const whole = { ...wholeFacts.rate, ...values, id, version };
  return { id, value: JSON.stringify(deleted ? gone : whole) };
}

/** Net sales by day, from the newest versions and exact fractions. */
function naive(events: readonly Event[]): Record<string, string> {
  const sales = new Map<string, Extract<Event, { type: 'sale' }>>();
  const rates = new Map<string, string | undefined>();
  for (const event of events) {
    if (event.type === 'sale') sales.set(event.id, event);
    else rates.set(event.day + event.currency, event.deleted ? undefined : event.rate);
  }
  const rateOf = (currency: string, on: string): bigint | undefined => {
    if (currency === 'EUR') return 1_000_000n;
    for (let back = 0; back <= 7; back++) {
      const found = rates.get(addDays(on, -back) + currency);
      if (found !== undefined) return parseDecimal(found);
    }
    return undefined;
  };
  const sums: Record<string, bigint> = {};
  for (const { day: on, currency, gross } of sales.values()) {
    const [from, to] = [rateOf(currency, on), rateOf('DKK', on)];
    const isKnown = from !== undefined && to !== undefined;
    const factor = isKnown ? halfEven(to * 1_000_000_000n, from) : 0n;
    const micros = parseDecimal(gross) ?? 0n;
    const own = currency === 'DKK' ? micros : halfEven(micros * factor, 1_000_000_000n);
    sums[on] = (sums[on] ?? 0n) + own;
  }
  return Object.fromEntries(
    Object.entries(sums).map(([on, sum]) => [on, formatDecimal(sum)] as const),
  );
}

/** By its definition: of the two neighbours the nearer, of a tie the even one. */
function halfEven(top: bigint, bottom: bigint): bigint {
  const floor = top / bottom - (top % bottom !== 0n && top < 0n ? 1n : 0n);
  const [below, above] = [top - floor * bottom, (floor + 1n) * bottom - top];
  if (below === above) return floor % 2n === 0n ? floor : floor + 1n;
  return below < above ? floor : floor + 1n;
}

test('sales and rates in any order, batching and crashes give what a naive conversion gives', async () => {
  await fc.assert(
    fc.asyncProperty(history, async ({ events, order, crashes, sizes }) => {
      const store = await engine.soleStore();
      const log = new MemoryLog();
      await log.createTopics(topicsWith(EMBEDDED_PARTITIONS));
      const ruleSet = ruleSetOf(always(goals), metrics);
      const rules = () => Promise.resolve(ruleSet);
      const rates = openRates(store, 'DKK');
      const pass = rewriting({ store, log }, rules, rates);
      const context = { store, log, rules, rates, now: () => 0 };
      const rest = [...order];
      while (rest.length > 0) {
        const type = events[rest[0] ?? 0]?.type ?? 'sale';
        const size = sizes.next().value ?? 1;
        let taken = 0;
        while (taken < size && events[rest[taken] ?? -1]?.type === type) taken += 1;
        const records = rest.splice(0, taken).map((at) => {
          const { id: key, value } = valueOf(events[at] as Event, at + 1);
          return { key, value, partition: 0, offset: at, timestamp: 0 };
        });
        const batch = { topic: `facts.${type}`, records };
        if (crashes.next().value === true) {
          const onBehind = () => Promise.reject(new Error('a crash before the pass'));
          await attributeBatch({ ...context, onBehind }, type, batch).catch(() => undefined);
        }
        await attributeBatch({ ...context, onBehind: pass }, type, batch);
      }
      const marks = [];
      for await (const some of log.read('marks')) marks.push(...some);
      await aggregateBatch({ store, rules }, { topic: 'marks', records: marks });
      const rows = await store.query<{ day: string; value: string }>(
        `SELECT toString(day) AS day, toString(value) AS value FROM goal_daily FINAL
           WHERE goal = 'all' AND part = 'net_sales' AND facts > 0`,
      );
      expect(Object.fromEntries(rows.map((row) => [row.day, row.value]))).toEqual(naive(events));
    }),
    { numRuns: RUNS },
  );
}, 300_000);
