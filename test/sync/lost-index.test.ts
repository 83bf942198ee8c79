import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { csv } from '../../connectors/csv/csv.ts';
import { World } from './world.ts';

let world: World;
afterEach(() => world.close());

/** A snapshot of two sales was synced; then one line goes and the index is lost. */
async function lostIndex(): Promise<World> {
  world = new World(
    csv,
    csv.config.parse({
      path: 'sales.csv',
      fact: 'sale',
      mode: 'snapshot',
      columns: { id: 'order', orderId: 'order', occurredAt: 'time', quantity: 'n', unitPrice: 'p' },
    }),
  );
  write('1,2026-03-01,1,5\n2,2026-03-01,1,7\n');
  await world.run();
  write('1,2026-03-01,1,6\n');
  for (const end of ['', '-wal', '-shm']) rmSync(`${world.indexFile}${end}`, { force: true });
  return world;
}

function write(lines: string): void {
  writeFileSync(join(world.folder, 'sales.csv'), `order,time,n,p\n${lines}`);
}

test('a snapshot is not compared with another index: the sync fails and says what to do', async () => {
  const { streams } = await (await lostIndex()).run();
  expect(streams[0]).toMatchObject({
    state: 'failed',
    error: expect.stringContaining('another data folder'),
    mend: expect.stringContaining('--new-index'),
  });
  expect(world.latest().size).toBe(2);
});

test('with a new index, what the source has is right again', async () => {
  await lostIndex();
  world.newIndex = true;
  const { streams } = await world.run();
  expect(streams[0]?.state).toBe('succeeded');
  expect(world.latest().get('shop/sale/1')).toMatchObject({ gross: '6' });
  world.newIndex = false;
  world.acceptShrink = true;
  write('');
  expect((await world.run()).streams[0]?.counts.deleted).toBe(1);
});

test('a source that the index forgot is appended again whole, in greater versions', async () => {
  await lostIndex();
  world.newIndex = true;
  await world.run();
  const before = world.records().length;
  const versions = versionsOf(world);
  await world.forget();
  expect((await world.run()).streams[0]?.counts).toMatchObject({ appended: 1, unchanged: 0 });
  expect(world.records().length).toBe(before + 1);
  expect(world.latest().get('shop/sale/1')).toMatchObject({ gross: '6' });
  expect(versionsOf(world)[0]).toBeGreaterThan(versions[0] ?? 0);
  write('2,2026-03-01,1,7\n');
  expect((await world.run()).streams[0]?.counts).toMatchObject({ appended: 1, deleted: 1 });
});

/** The versions of the sale 1, the newest first. */
function versionsOf(of: World): number[] {
  return of
    .records()
    .filter(({ key }) => key === 'shop/sale/1')
    .map(({ value }) => (JSON.parse(value ?? '') as { version: number }).version)
    .toSorted((a, b) => b - a);
}
