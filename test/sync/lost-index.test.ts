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
  write('');
  expect((await world.run()).streams[0]?.counts.deleted).toBe(1);
});
