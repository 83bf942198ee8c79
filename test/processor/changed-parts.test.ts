import { afterAll, beforeAll, expect, test } from 'vitest';
import { always } from '../../pipeline/attribution/epoch.ts';
import { markChangedParts } from '../../pipeline/processor/changed-parts.ts';
import { countersByPart } from '../../pipeline/processor/counters.ts';
import type { Store } from '../../pipeline/store/store.ts';
import type { LogRecord } from '../../pipeline/log/log.ts';
import type { Metric } from '../../schemas/metric.ts';
import { NO_LOCAL_RULES } from '../../schemas/metrics/local.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { underRules } from '../../schemas/metrics/under-rules.ts';
import { testEngine, type TestEngine } from '../support/engine.ts';

let engine: TestEngine;
let store: Store;
beforeAll(async () => {
  engine = await testEngine();
  store = await engine.freshStore();
  await store.command(
    `INSERT INTO fact_sale (day, source, stream, id, rank, deleted) VALUES
     ('2024-01-01', 's', 's', '1', 1, 0), ('2024-01-02', 's', 's', '2', 1, 0)`,
  );
  await store.command(
    `INSERT INTO fact_traffic (day, source, stream, id, rank, deleted) VALUES ('2024-01-05', 's', 's', '1', 1, 0)`,
  );
}, 60_000);
afterAll(() => engine.stop());

/** The days that are marked when a worker starts with these metrics. */
async function marked(known: ReadonlyMap<string, Metric>): Promise<readonly string[]> {
  const keys: string[] = [];
  const append = (_topic: string, records: readonly LogRecord[]): Promise<void> => {
    keys.push(...records.map(({ key }) => key));
    return Promise.resolve();
  };
  await markChangedParts(store, { append }, countersByPart(always([]), known));
  return keys.toSorted();
}

function withUnits(where: string): ReadonlyMap<string, Metric> {
  const units = metrics.get('units');
  const [part] = units?.parts ?? [];
  if (units === undefined || part?.aggregate !== 'sum') throw new Error('no units');
  const own: Metric = {
    ...units,
    id: 'own_units',
    parts: [{ ...part, id: 'own_units', where: [{ column: 'country', in: [where] }] }],
  };
  return new Map([...metrics, ['own_units', own]]);
}

test('days are made anew once for each changed definition, of its fact type only', async () => {
  expect(await marked(metrics)).toEqual([
    'sale/2024-01-01',
    'sale/2024-01-02',
    'traffic/2024-01-05',
  ]);
  expect(await marked(metrics)).toEqual([]);
  const added = await marked(withUnits('DK'));
  expect(added).toEqual(['sale/2024-01-01', 'sale/2024-01-02']);
  expect(await marked(withUnits('DK'))).toEqual([]);
  expect(await marked(withUnits('SE'))).toEqual(added);
  expect(await marked(metrics)).toEqual([]);
});

test('who shares numbers, and the time zone of days, are part of the definition', async () => {
  const shared = underRules(metrics, { ...NO_LOCAL_RULES, customers: [['a', 's']] });
  const sales = ['sale/2024-01-01', 'sale/2024-01-02'];
  expect(await marked(metrics)).toEqual([]);
  expect(await marked(shared)).toEqual(sales);
  expect(await marked(shared)).toEqual([]);
  expect(await marked(metrics)).toEqual(sales);
  await store.command(
    `INSERT INTO fact_shipment (day, source, stream, id, rank, deleted) VALUES ('2024-01-07', 's', 's', '1', 1, 0)`,
  );
  const zone = underRules(metrics, { ...NO_LOCAL_RULES, timezone: 'Asia/Tokyo' });
  expect(await marked(zone)).toEqual(['shipment/2024-01-07']);
});
