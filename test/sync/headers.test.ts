import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { csv } from '../../connectors/csv/csv.ts';
import { FACT_SCHEMA_VERSION } from '../../schemas/facts.ts';
import { World } from './world.ts';

let world: World;
afterEach(() => world.close());

test('messages carry their fact type, the schema’s version and the trace of who asked', async () => {
  const columns = {
    id: 'order',
    orderId: 'order',
    occurredAt: 'time',
    quantity: 'n',
    unitPrice: 'p',
  };
  world = new World(csv, csv.config.parse({ path: 'sales.csv', fact: 'sale', columns }));
  writeFileSync(join(world.folder, 'sales.csv'), 'order,time,n,p\n1,2026-03-01,1,5\n');
  world.traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  await world.run();
  expect(world.records().map(({ headers }) => headers)).toEqual([
    { fact: 'sale', schema: FACT_SCHEMA_VERSION, traceparent: world.traceparent },
  ]);
});
