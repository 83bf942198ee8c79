import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFigures } from '../../pipeline/attainment/figures.ts';
import { readLedger } from '../../pipeline/attainment/ledger.ts';
import { valueOf } from '../../pipeline/attainment/measured.ts';
import { readOpenFacts } from '../../pipeline/attainment/open-facts.ts';
import { always } from '../../pipeline/attribution/epoch.ts';
import { recompute } from '../../pipeline/processor/aggregate-stage.ts';
import { countersByPart } from '../../pipeline/processor/counters.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { formatDecimal } from '../../schemas/decimal.ts';
import type { Metric } from '../../schemas/metric.ts';
import { NO_LOCAL_RULES } from '../../schemas/metrics/local.ts';
import { metrics as builtIn } from '../../schemas/metrics/registry.ts';
import { underRules } from '../../schemas/metrics/under-rules.ts';
import { testEngine, type TestEngine } from '../support/engine.ts';
import { reach } from '../support/goals.ts';

/** Ten hours ahead of UTC, so that its days are not those of UTC. */
const ZONE = 'Australia/Brisbane';
const local = { ...NO_LOCAL_RULES, timezone: ZONE };
const metrics = underRules(builtIn, local);
const goals = ['on_time_delivery_rate', 'on_time_delivery_rate_by_time', 'delivery_lead_time_p90'];
const counted = goals.map((id) => reach({ id: id.replaceAll('_', '-'), metric: id, target: '1' }));

/** A parcel; times are local, as in 2024-03-05 23:30. Those that are missing are not known. */
interface Parcel {
  readonly ordered?: string;
  readonly promised?: string;
  readonly delivered?: string;
  readonly flag?: boolean;
  readonly exception?: string;
  /** Where it is not the promised one. */
  readonly day?: string;
}

const parcels: readonly Parcel[] = [
  // In the last half hour of the promised day, which is over for UTC already at 14 o'clock: by day, not by time.
  { ordered: '2024-03-01 12:00', promised: '2024-03-05 08:00', delivered: '2024-03-05 23:30' },
  // In the first half hour of the next day, which is still the same day for UTC.
  { ordered: '2024-03-01 12:00', promised: '2024-03-05 18:00', delivered: '2024-03-06 00:30' },
  // To the minute.
  { ordered: '2024-03-01 12:00', promised: '2024-03-05 18:00', delivered: '2024-03-05 18:00' },
  // Overdue, whatever its source says or doesn't say.
  { ordered: '2024-03-01 12:00', promised: '2024-03-06 18:00' },
  { ordered: '2024-03-01 12:00', promised: '2024-03-06 18:00', flag: false },
  // Its times say more than its flag.
  {
    ordered: '2024-03-01 12:00',
    promised: '2024-03-06 18:00',
    delivered: '2024-03-09 12:00',
    flag: true,
  },
  // Only the flag tells: of the day, not of the minute where it was kept.
  { day: '2024-03-06', flag: true },
  { day: '2024-03-06', flag: false },
  { promised: '2024-03-06 18:00', flag: true },
  // Nothing was promised; it arrived nobody knows when; it arrived before it was ordered.
  { ordered: '2024-03-01 12:00', day: '2024-03-06', delivered: '2024-03-06 12:00' },
  { ordered: '2024-03-01 12:00', promised: '2024-03-06 18:00', exception: 'untimed' },
  { ordered: '2024-03-04 12:00', promised: '2024-03-06 18:00', delivered: '2024-03-03 12:00' },
  // Promised for the day that is not over, and for later ones: early or open.
  { ordered: '2024-03-01 12:00', promised: '2024-03-07 18:00', delivered: '2024-03-02 12:00' },
  { ordered: '2024-03-01 12:00', promised: '2024-03-07 18:00' },
  { ordered: '2024-03-01 12:00', promised: '2024-03-20 18:00', delivered: '2024-03-02 12:00' },
];

let engine: TestEngine;
let store: Store;

beforeAll(async () => {
  engine = await testEngine();
  store = await engine.freshStore();
  const rows = parcels.map((parcel, id) => {
    const { ordered, promised, delivered, flag, exception = '' } = parcel;
    const day = parcel.day ?? promised?.slice(0, 10) ?? '';
    const times = [ordered, promised, delivered].map((text) =>
      text === undefined ? "'1970-01-01'" : `toDateTime64('${text}:00', 3, '${ZONE}')`,
    );
    const onTime = flag === undefined ? 2 : Number(flag);
    return `('${day}', 's', 's', '${id}', 1, 0, [${counted.map((goal) => `'${goal.id}'`).join(', ')}], ${times.join(', ')}, ${onTime}, '${exception}')`;
  });
  await store.command(
    `INSERT INTO fact_shipment (day, source, stream, id, rank, deleted, goals, ordered_at, promised_at, delivered_at, on_time, exception)
     VALUES ${rows.join(', ')}`,
  );
  const counters = countersByPart(always(counted), metrics);
  const days = ['2024-03-05', '2024-03-06', '2024-03-07', '2024-03-20'];
  await recompute({ store, rules: () => Promise.resolve({ counters }) }, [
    { type: 'shipment', days },
  ]);
}, 60_000);
afterAll(() => engine.stop());

function metric(id: string): Metric {
  const found = metrics.get(id);
  if (found === undefined) throw new Error(`no metric ${id}`);
  return found;
}

async function figure(id: string, today: string) {
  const figures = await readFigures(store, counted, metrics, { today });
  const measured = figures.whole(id.replaceAll('_', '-'), metric(id));
  const value = valueOf(metric(id), measured);
  return { parts: measured.parts.map(formatDecimal), value: value && formatDecimal(value) };
}

test('by day: three of nine due parcels were late by the business’s own days, two are overdue', async () => {
  // Due: 3 of the 5th; of the 6th 3 that are overdue or late, 3 with a flag alone.
  expect((await figure('on_time_delivery_rate', '2024-03-07')).parts).toEqual(['4', '9']);
});

test('by time: what is known of the day alone is left out where it was kept', async () => {
  expect((await figure('on_time_delivery_rate_by_time', '2024-03-07')).parts).toEqual(['1', '7']);
});

test('what is not due is not judged, however early it came, until its day is over', async () => {
  expect((await figure('on_time_delivery_rate', '2024-03-06')).parts).toEqual(['2', '3']);
  expect((await figure('on_time_delivery_rate', '2024-03-08')).parts).toEqual(['5', '11']);
});

test('day by day, days that are not over are not there', async () => {
  const figures = await readFigures(store, counted, metrics, { today: '2024-03-07' });
  const days = figures.days('on-time-delivery-rate', metric('on_time_delivery_rate'));
  expect(days.map(({ day }) => day)).toEqual(['2024-03-05', '2024-03-06']);
});

test('the ledger lists what is judged and adds up to the figures', async () => {
  for (const goal of counted.slice(0, 2)) {
    const definition = metric(goal.metric);
    const page = await readLedger(store, goal.id, { goal, states: [] }, definition, {
      limit: 100,
      today: '2024-03-07',
    });
    const { parts } = await figure(goal.metric, '2024-03-07');
    expect(definition.parts.map(({ id }) => page.totals[id])).toEqual(parts);
    expect(page.entries.length).toBe(Number(parts[1]));
  }
});

test('a time to delivery counts once it has ended, and not where it is impossible', async () => {
  // Of 1, 4.25, 4.48, 4.52 and 5 days; the parcel of 8 days came on the 9th.
  expect((await figure('delivery_lead_time_p90', '2024-03-07')).value).toBe('5');
  expect((await figure('delivery_lead_time_p90', '2024-03-09')).value).toBe('8');
});

test('what is open is said: not due yet, or not delivered yet', async () => {
  const open = async (last: string, today: string) =>
    Object.fromEntries(await readOpenFacts(store, counted, metrics, { last, today }));
  // Promised for today and later: three. Ordered and not delivered by then: three overdue, one of today.
  expect(await open('2024-03-07', '2024-03-07')).toEqual({
    'on-time-delivery-rate': { why: 'notDue', facts: 3 },
    'on-time-delivery-rate-by-time': { why: 'notDue', facts: 3 },
    'delivery-lead-time-p90': { why: 'unfinished', facts: 4 },
  });
  expect(await open('2024-03-06', '2024-03-07')).toMatchObject({
    'delivery-lead-time-p90': { facts: 3 },
  });
  // Parcels that were sent after the day are not known on it.
  await store.command(
    `INSERT INTO fact_shipment (day, source, stream, id, rank, goals, promised_at, occurred_at)
     VALUES ('2024-03-21', 's', 's', 'later', 1, ['on-time-delivery-rate'], '2024-03-21 00:00:00', '2024-03-07 14:00:00')`,
  );
  const rate = async (last: string) => (await open(last, last))['on-time-delivery-rate']?.facts;
  expect([await rate('2024-03-07'), await rate('2024-03-08')]).toEqual([3, 2]);
});
