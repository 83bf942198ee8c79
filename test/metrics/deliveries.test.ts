import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFigures } from '../../pipeline/attainment/figures.ts';
import { readOpenFacts } from '../../pipeline/attainment/open-facts.ts';
import { always } from '../../pipeline/attribution/epoch.ts';
import { recompute } from '../../pipeline/processor/aggregate-stage.ts';
import { countersByPart } from '../../pipeline/processor/counters.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { addDays, localDate } from '../../schemas/calendar.ts';
import { formatDecimal } from '../../schemas/decimal.ts';
import { NO_LOCAL_RULES } from '../../schemas/metrics/local.ts';
import { metrics as builtIn } from '../../schemas/metrics/registry.ts';
import { underRules } from '../../schemas/metrics/under-rules.ts';
import { testEngine, type TestEngine } from '../support/engine.ts';
import { reach } from '../support/goals.ts';
import { naiveDeliveries, type NaiveParcel } from '../support/naive-promises.ts';

const HOUR = 3_600_000;
/** Its clocks change within the days below, from 3 to 2 on 2024-04-07. */
const timezone = 'Australia/Sydney';
const metrics = underRules(builtIn, { ...NO_LOCAL_RULES, timezone });
const ids = ['on_time_delivery_rate', 'on_time_delivery_rate_by_time', 'delivery_lead_time_p90'];
const goals = ids.map((id) => reach({ id: id.replaceAll('_', '-'), metric: id }));
const first = Date.parse('2024-04-01T00:00:00Z');
const seed = Math.floor(Math.random() * 2 ** 31);

function localDay(ms: number): string {
  return localDate(ms, timezone);
}

/** Random parcels of twelve days, at whole half hours: many at midnight, many times missing. */
function randomParcels(): readonly NaiveParcel[] {
  let state = seed;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
  const some = <T>(share: number, value: T): T | undefined =>
    next(100) < share ? value : undefined;
  return Array.from({ length: 3_000 }, (_, n) => {
    const ordered = first + next(12 * 48) * (HOUR / 2);
    const promised = some(85, ordered + next(120) * (HOUR / 2));
    const times = {
      ordered: some(90, ordered),
      promised,
      delivered: some(70, ordered + (next(150) - 10) * (HOUR / 2)),
      flag: some(30, next(2) === 0),
    };
    const known = Object.entries(times).filter(([, value]) => value !== undefined);
    const day = localDay(promised ?? ordered);
    const untimed = times.delivered === undefined && next(10) === 0;
    return { ...Object.fromEntries(known), id: String(n), day, untimed };
  });
}

const parcels = randomParcels();
const days = [...new Set(parcels.map(({ day }) => day))];

let engine: TestEngine;
let store: Store;

beforeAll(async () => {
  engine = await testEngine();
  store = await engine.freshStore();
  const counting = goals.map(({ id }) => `'${id}'`).join(', ');
  const time = (ms = 0): string => `'${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')}'`;
  const rows = parcels.map(
    ({ id, day, ordered, promised, delivered, flag, untimed }) =>
      `('${day}', 's', 's', '${id}', 1, 0, [${counting}], ${time(ordered)}, ${time(promised)}, ${time(delivered)}, ${flag === undefined ? 2 : Number(flag)}, '${untimed ? 'untimed' : ''}')`,
  );
  await store.command(
    `INSERT INTO fact_shipment (day, source, stream, id, rank, deleted, goals, ordered_at, promised_at, delivered_at, on_time, exception)
     VALUES ${rows.join(', ')}`,
    {},
    { settings: { max_query_size: '16000000' } },
  );
  const counters = countersByPart(always(goals), metrics);
  await recompute({ store, rules: () => Promise.resolve({ counters }) }, [
    { type: 'shipment', days },
  ]);
}, 60_000);
afterAll(() => engine.stop());

test.each([0, 5, 6, 7, 11, 30])('as counted by hand, %s days on', async (gone) => {
  const today = addDays('2024-04-01', gone);
  const figures = await readFigures(store, goals, metrics, { today });
  const open = await readOpenFacts(store, goals, metrics, { last: today, today });
  const parts = ids.flatMap((id) => {
    const metric = metrics.get(id);
    return metric === undefined ? [] : figures.whole(id.replaceAll('_', '-'), metric).parts;
  });
  const naive = naiveDeliveries(parcels, today, localDay);
  const { onTime, judged, toTheMinute, judgedToTheMinute, p90 = 0 } = naive;
  const found = parts.map((part) => Number(formatDecimal(part)));
  expect({ seed, found: found.slice(0, 4) }).toEqual({
    seed,
    found: [onTime, judged, toTheMinute, judgedToTheMinute],
  });
  expect(found[4]).toBeCloseTo(p90, 6);
  expect([...open.values()].map(({ facts }) => facts)).toMatchObject({
    0: naive.notDue,
    2: naive.open,
  });
  expect(gone < 5 || (judged > 100 && judged > onTime)).toBe(true);
});
