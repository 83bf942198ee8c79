import { randomBytes } from 'node:crypto';
import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { csv } from '../../connectors/csv/csv.ts';
import { World } from './world.ts';

const HEADER = 'order,sku,time,pieces,price';
const LINES = [
  'A1,S1,2026-03-01 10:00,2,1.50',
  'A1,S1,2026-03-01 10:00,2,1.50',
  'A1,S2,2026-03-01 10:00,1,4',
  'C2,S1,2026-03-02 11:00,-1,1.50',
];
const worlds: World[] = [];
afterEach(() => {
  for (const world of worlds.splice(0)) world.close();
});

function shop(more: Record<string, unknown> = {}): World {
  const config = csv.config.parse({
    path: 'sales.csv',
    fact: 'sale',
    columns: {
      id: ['order', 'sku'],
      orderId: 'order',
      sku: 'sku',
      occurredAt: 'time',
      quantity: 'pieces',
      unitPrice: 'price',
      customer: { constant: 'me' },
    },
    returns: { column: 'order', startsWith: 'C' },
    ...more,
  });
  const world = new World(csv, config);
  world.batchSize = 4_000;
  worlds.push(world);
  return world;
}

function write(world: World, lines: readonly string[], name = 'sales.csv'): void {
  writeFileSync(join(world.folder, name), [HEADER, ...lines, ''].join('\n'));
}

/** Each fact as "id day amount". */
function sums(world: World): string[] {
  return [...world.latest()]
    .map(
      ([key, f]) =>
        `${key.slice('shop/sale/'.length)} ${f['day'] as string} ${(f['gross'] as string | undefined) ?? `-${f['returned'] as string}`}`,
    )
    .toSorted();
}

test('duplicate lines are all counted, returns are returns', async () => {
  const world = shop();
  write(world, LINES);
  const { streams } = await world.run();
  expect(streams[0]).toMatchObject({ state: 'succeeded', counts: { records: 4, appended: 4 } });
  expect(sums(world)).toEqual([
    'A1/S1 2026-03-01 3',
    'A1/S1#2 2026-03-01 3',
    'A1/S2 2026-03-01 4',
    'C2/S1 2026-03-02 -1.5',
  ]);
});

test('the same sync again changes nothing, be the file touched or not', async () => {
  const world = shop();
  write(world, LINES);
  await world.run();
  const before = world.records().length;
  await world.run();
  utimesSync(join(world.folder, 'sales.csv'), 1, 1);
  await world.run();
  expect(world.records().length).toBe(before);
});

test('a corrected file changes exactly what it should', async () => {
  const world = shop();
  write(world, LINES);
  await world.run();
  write(world, [
    'A1,S1,2026-03-01 10:00,2,1.50',
    'A1,S2,2026-03-05 10:00,1,4',
    'C2,S1,2026-03-02 11:00,-1,1.60',
  ]);
  const { streams } = await world.run();
  expect(streams[0]?.counts).toMatchObject({ records: 3, appended: 2, unchanged: 1, deleted: 1 });
  expect(sums(world)).toEqual([
    'A1/S1 2026-03-01 3',
    'A1/S2 2026-03-05 4',
    'C2/S1 2026-03-02 -1.6',
  ]);
});

test('a correction of the same size and time of change is noticed', async () => {
  const world = shop();
  world.now = Date.now() + 60_000;
  write(world, LINES);
  const path = join(world.folder, 'sales.csv');
  utimesSync(path, 1_000, 1_000);
  await world.run();
  const { size } = statSync(path);
  writeFileSync(path, readFileSync(path, 'utf8').replace(',4\n', ',5\n'));
  utimesSync(path, 1_000, 1_000);
  expect(statSync(path).size).toBe(size);
  await world.run();
  expect(sums(world)).toContain('A1/S2 2026-03-01 5');
});

test('a changed mapping reads the file anew', async () => {
  const world = shop();
  write(world, LINES);
  await world.run();
  delete (world.config as { returns?: unknown }).returns;
  await world.run();
  expect(sums(world)).toContain('C2/S1 2026-03-02 -1.5');
  expect(JSON.stringify([...world.latest().values()])).not.toContain('returned');
});

test('bad rows are dead letters with place and reason, without the customer', async () => {
  const columns = { ...shopColumns(), customer: 'sku' };
  const world = shop({ columns });
  write(world, ['A1,S1,yesterday,2,1.50', LINES[2] ?? '', 'A9,S1']);
  const { streams } = await world.run();
  expect(streams[0]).toMatchObject({ state: 'partial', counts: { records: 1, rejected: 2 } });
  const letters = world
    .stored('dead-letters')
    .map(({ value }) => JSON.parse(value ?? '') as object);
  expect(letters[0]).toMatchObject({
    stage: 'sync',
    connection: 'shop',
    stream: 'sale',
    place: 'sales.csv:2',
    reason: expect.stringMatching(/occurredAt: "yesterday" is not a time/) as string,
    raw: '{"order":"A1","sku":"…","time":"yesterday","pieces":"2","price":"1.50"}',
  });
  expect(letters[1]).toMatchObject({
    place: 'sales.csv:4',
    reason: expect.stringMatching(/^has 2 columns, the header has 5: .*skip/) as string,
  });
});

function shopColumns() {
  return {
    id: ['order', 'sku'],
    orderId: 'order',
    occurredAt: 'time',
    quantity: 'pieces',
    unitPrice: 'price',
  };
}

test('a gzip cut at any byte fails and deletes nothing; the whole file then mends it', async () => {
  const world = shop({ path: 'sales.csv.gz' });
  const noise = Array.from(
    { length: 300 },
    (_, n) => `N${n},${randomBytes(6).toString('hex')},2026-03-01 10:00,1,2`,
  );
  const whole = gzipSync([HEADER, ...LINES, ...noise, ''].join('\n'));
  const path = join(world.folder, 'sales.csv.gz');
  writeFileSync(path, whole);
  await world.run();
  const before = sums(world);
  const cursor = world.cursor();
  for (let cut = 0; cut < whole.length; cut += 1 + Math.floor(whole.length / 60)) {
    writeFileSync(path, whole.subarray(0, cut));
    const { streams } = await world.run();
    expect(streams[0]).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('sales.csv.gz') as string,
    });
    expect(streams[0]?.mend).toMatch(/./);
    expect(world.cursor()).toBe(cursor);
    expect(sums(world)).toEqual(before);
  }
  writeFileSync(path, whole);
  expect((await world.run()).streams[0]?.state).toBe('succeeded');
  expect(sums(world)).toEqual(before);
});

test('a broken quote fails with file and line and deletes nothing', async () => {
  const world = shop();
  write(world, LINES);
  await world.run();
  const before = sums(world);
  write(world, [LINES[0] ?? '', 'A1,"S2,2026-03-01 10:00,1,4', ...LINES]);
  const { streams } = await world.run();
  expect(streams[0]?.error).toMatch(/^sales\.csv:3: .*Nothing was deleted/);
  expect(sums(world)).toEqual(before);
});

test('several files are one truth: a file that is gone takes its facts along', async () => {
  const world = shop({ path: 'day-*.csv' });
  write(world, LINES.slice(0, 2), 'day-1.csv');
  write(world, LINES.slice(2), 'day-2.csv');
  await world.run();
  expect(sums(world).length).toBe(4);
  write(world, [], 'day-1.csv');
  world.acceptShrink = true;
  await world.run();
  expect(sums(world)).toEqual(['A1/S2 2026-03-01 4', 'C2/S1 2026-03-02 -1.5']);
});

test('append: files that were read stay as they are, what grew is read on', async () => {
  const world = shop({ path: '*.csv', mode: 'append' });
  write(world, LINES.slice(1, 2), 'one.csv');
  await world.run();
  write(world, LINES.slice(1, 3), 'one.csv');
  write(world, LINES.slice(3), 'two.csv');
  const { streams } = await world.run();
  expect(streams[0]?.counts).toMatchObject({ records: 3, deleted: 0 });
  expect(sums(world).length).toBe(3);
  await world.run();
  expect(world.records().length).toBe(4);
});

test('crashes at every step of a csv sync of many pages end exact', async () => {
  const many = Array.from(
    { length: 4_500 },
    (_, n) => `B${n % 4_000},S,2026-03-01 10:00,1,${n % 7}`,
  );
  const oracle = shop();
  write(oracle, many);
  await oracle.run();
  const wanted = sums(oracle);
  for (let crash = 1; crash <= 18; crash += 1) {
    const world = shop();
    world.batchSize = 1;
    write(world, many);
    await world.run(crash);
    await world.run();
    expect(sums(world)).toEqual(wanted);
  }
});

test('of files that append, what can be read is counted beside what can’t', async () => {
  const world = shop({ path: '*.csv', mode: 'append' });
  write(world, LINES.slice(2, 3), 'a.csv');
  writeFileSync(join(world.folder, 'b.csv'), 'PK\u0003\u0004 an archive');
  write(world, LINES.slice(3), 'c.csv');
  const { streams } = await world.run();
  expect(streams[0]).toMatchObject({
    state: 'failed',
    counts: { appended: 2 },
    error: expect.stringMatching(/^1 of 3 files could not be read.*b\.csv is a ZIP/) as string,
  });
  expect(sums(world)).toEqual(['A1/S2 2026-03-01 4', 'C2/S1 2026-03-02 -1.5']);
  write(world, LINES.slice(0, 1), 'b.csv');
  expect((await world.run()).streams[0]).toMatchObject({
    state: 'succeeded',
    counts: { appended: 1 },
  });
  expect(sums(world)).toHaveLength(3);
});
