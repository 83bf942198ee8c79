import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, test } from 'vitest';
import { csv } from '../../connectors/csv/csv.ts';
import { MemoryLog } from '../support/memory-log.ts';
import { memoryVault } from '../support/memory-vault.ts';
import { World } from './world.ts';

const HEADER = 'id,t,q,p';
const worlds: World[] = [];
afterEach(() => {
  for (const world of worlds.splice(0)) world.close();
});

function shop(path = 's.csv', more: Record<string, unknown> = {}): World {
  const columns = { id: 'id', orderId: 'id', occurredAt: 't', quantity: 'q', unitPrice: 'p' };
  const world = new World(csv, csv.config.parse({ path, fact: 'sale', columns, ...more }));
  world.batchSize = 300;
  worlds.push(world);
  return world;
}

function write(world: World, lines: readonly string[], name = 's.csv'): void {
  writeFileSync(join(world.folder, name), `${[HEADER, ...lines].join('\n')}\n`);
}

/** Lines of as many sales with the ids from `first` on, each of a price. */
function sales(count: number, price: number, first = 1): string[] {
  return Array.from({ length: count }, (_, n) => `${first + n},2026-03-01,1,${price}`);
}

function netSales(world: World): number {
  return [...world.latest().values()].reduce((sum, fact) => sum + Number(fact['gross'] ?? 0), 0);
}

async function sync(world: World) {
  const [stream] = (await world.run()).streams;
  if (stream === undefined) throw new Error('no stream');
  return stream;
}

const letters = (world: World): number => world.stored('dead-letters').length;

test('rows that can no longer be read keep their facts, and a sync of such rows only fails', async () => {
  const world = shop();
  write(world, sales(3, 10));
  await sync(world);
  const bad = sales(3, 10).map((line) => line.replace('2026-03-01', '01.03.26'));
  write(world, bad);
  const failed = await sync(world);
  expect(failed).toMatchObject({
    state: 'failed',
    error: 'all 3 records were rejected (files); nothing was changed',
    counts: { records: 0, rejected: 3, deleted: 0 },
  });
  expect(netSales(world)).toBe(30);
  expect(letters(world)).toBe(3);
  // The same again tells the same, without the same letters.
  expect((await sync(world)).state).toBe('failed');
  expect(letters(world)).toBe(3);
});

test('one bad row keeps its fact, and the sync stays partial while it stands', async () => {
  const world = shop();
  write(world, sales(3, 10));
  await sync(world);
  write(world, ['1,2026-03-01,1,10', '2,March,1,10', '3,2026-03-02,1,11']);
  expect(await sync(world)).toMatchObject({
    state: 'partial',
    counts: { records: 2, appended: 1, deleted: 0, rejected: 1 },
    standing: 0,
  });
  expect(netSales(world)).toBe(31);
  expect(await sync(world)).toMatchObject({
    state: 'partial',
    counts: { records: 0 },
    standing: 1,
  });
  write(world, ['1,2026-03-01,1,10', '3,2026-03-02,1,11']);
  expect(await sync(world)).toMatchObject({
    state: 'succeeded',
    counts: { deleted: 1 },
    standing: 0,
  });
  expect(netSales(world)).toBe(21);
});

test('few bad rows of many are told, and the sync succeeds', async () => {
  const world = shop();
  write(world, [...sales(200, 1), '201,March,1,1']);
  expect(await sync(world)).toMatchObject({ state: 'succeeded', counts: { rejected: 1 } });
  expect(await sync(world)).toMatchObject({ state: 'succeeded', standing: 1 });
});

test('while the id of a bad row is not known nothing is deleted', async () => {
  const world = shop();
  write(world, sales(4, 10));
  await sync(world);
  write(world, [...sales(2, 11), '3,2026-03-01,1,10,surplus']);
  expect(await sync(world)).toMatchObject({ counts: { rejected: 1, deleted: 0, appended: 2 } });
  expect(netSales(world)).toBe(42);
  write(world, sales(2, 11));
  expect(await sync(world)).toMatchObject({ counts: { deleted: 2 } });
});

test('look-alike rows keep their facts where one of them is rejected', async () => {
  const world = shop();
  write(world, ['1,2026-03-01,1,5', '1,2026-03-01,1,7', '1,2026-03-01,1,9']);
  await sync(world);
  for (const bad of [0, 1, 2]) {
    const lines = ['1,2026-03-01,1,5', '1,2026-03-01,1,7', '1,2026-03-01,1,9'];
    lines[bad] = '1,March,1,5';
    write(world, lines);
    expect(await sync(world)).toMatchObject({ counts: { appended: 0, deleted: 0, rejected: 1 } });
    expect(netSales(world)).toBe(21);
  }
});

test.each([
  ['only its header is left', []],
  ['more than half is gone', sales(400, 1)],
])('a file that shrinks stops before anything is deleted: %s', async (_, lines) => {
  const world = shop();
  write(world, sales(1_000, 1));
  await sync(world);
  write(
    world,
    lines.map((line) => line.replace(/1$/, '2')),
  );
  const cursor = world.cursor();
  for (let again = 0; again < 2; again++) {
    expect(await sync(world)).toMatchObject({
      state: 'failed',
      error: expect.stringMatching(/shrank suddenly .* of 1000 facts would be deleted/) as string,
      mend: expect.stringContaining('goalstream sync --connection shop --accept-shrink') as string,
      counts: { appended: 0, deleted: 0 },
    });
    expect(netSales(world)).toBe(1_000);
  }
  expect(cursor).toContain('"done":true');
  world.acceptShrink = true;
  expect((await sync(world)).state).toBe('succeeded');
  expect(netSales(world)).toBe(2 * lines.length);
});

test('a file of a glob that is gone, or only its header left, is not taken for deleted', async () => {
  const world = shop('*.csv');
  write(world, sales(300, 1), 'a.csv');
  write(world, sales(2, 1, 301), 'b.csv');
  await sync(world);
  write(world, [], 'b.csv');
  expect(await sync(world)).toMatchObject({
    state: 'failed',
    error: expect.stringContaining('b.csv is gone or empty') as string,
  });
  expect(netSales(world)).toBe(302);
  // What it had is in another file now: nothing is lost.
  write(world, sales(2, 1, 301), 'c.csv');
  expect(await sync(world)).toMatchObject({ state: 'succeeded', counts: { deleted: 0 } });
  expect(netSales(world)).toBe(302);
});

test('shrink: allow never stops', async () => {
  const world = shop();
  world.shrink = 'allow';
  write(world, sales(3, 1));
  await sync(world);
  write(world, []);
  expect(await sync(world)).toMatchObject({ state: 'succeeded', counts: { deleted: 3 } });
});

test('a file that can not be read to its end changes nothing', async () => {
  const world = shop();
  const count = 9_000;
  write(world, sales(count, 1));
  await sync(world);
  const before = world.records().length;
  // A character that is not UTF-8, late in the file.
  const lines = [HEADER, ...sales(8_000, 2), '8001\u00e6,2026-03-01,1,2', ...sales(999, 2, 8_002)];
  writeFileSync(join(world.folder, 's.csv'), Buffer.from(lines.join('\n'), 'latin1'));
  for (let again = 0; again < 2; again++) {
    const { state, counts } = await sync(world);
    expect({ state, appended: counts.appended }).toEqual({ state: 'failed', appended: 0 });
    expect(counts.records).toBeGreaterThan(4_000);
    expect(world.records().length).toBe(before);
  }
  expect(spools(world)).toEqual([]);
  // The old content again: the log has it, and nothing is sent.
  write(world, sales(count, 1));
  expect(await sync(world)).toMatchObject({ counts: { unchanged: count, appended: 0 } });
  write(world, sales(count, 2));
  expect(await sync(world)).toMatchObject({ counts: { appended: count } });
  expect(netSales(world)).toBe(2 * count);
  expect(spools(world)).toEqual([]);
});

function spools({ folder }: World): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.spool'));
}

const STREAM = { name: 'sale', fact: 'sale' } as const;

function contextOf({ folder }: World) {
  return {
    connection: 'shop',
    timezone: 'Europe/London',
    currency: 'GBP',
    baseDir: folder,
    now: () => 1,
    signal: new AbortController().signal,
    customerKey: (id: string) => id,
    vault: memoryVault(),
  };
}

test('files that overlap count a record once, and it is told', async () => {
  const world = shop('*.csv');
  const twice = ['1,2026-03-01,1,5', '1,2026-03-01,1,5'];
  write(world, [...twice, '2,2026-03-01,1,7', '3,2026-03-01,1,1'], 'a.csv');
  write(world, [...twice, '2,2026-03-01,1,8', '4,2026-03-01,1,2'], 'b.csv');
  expect(await sync(world)).toMatchObject({
    state: 'succeeded',
    counts: { records: 8, repeated: 2, contradicted: 1 },
    warnings: [
      expect.stringMatching(/^2 records .* same content: each counts once/) as string,
      expect.stringMatching(/^1 records .* another content: the last file's counts/) as string,
    ],
  });
  expect(netSales(world)).toBe(5 + 5 + 8 + 1 + 2);
  // Reconcile compares with what the files have, each record once.
  const told = csv.totals?.(world.config as never, STREAM, {}, contextOf(world));
  const days = told === undefined || 'reason' in told ? [] : await Array.fromAsync(told);
  expect(days).toMatchObject([{ facts: 5, sums: { gross: 21_000_000n } }]);
  write(world, [...twice, '2,2026-03-01,1,9', '4,2026-03-01,1,2'], 'b.csv');
  await sync(world);
  expect(netSales(world)).toBe(5 + 5 + 9 + 1 + 2);
});

test('append: a file that another replaced is told', async () => {
  const world = shop('s.csv', { mode: 'append' });
  write(world, sales(3, 1));
  expect((await sync(world)).warnings).toEqual([]);
  write(world, sales(4, 1));
  expect((await sync(world)).warnings).toEqual([]);
  write(world, sales(1, 2, 9));
  expect(await sync(world)).toMatchObject({
    counts: { appended: 1, deleted: 0 },
    warnings: [expect.stringContaining('s.csv does not begin as it did') as string],
  });
  expect(netSales(world)).toBe(6);
});

test('a spool that is damaged after a crash is not used: the set is read again', async () => {
  const world = await halfReleased();
  const [spool = ''] = spools(world);
  const path = join(world.folder, spool);
  const bytes = readFileSync(path);
  const place = bytes.length - 20;
  bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
  writeFileSync(path, bytes);
  expect((await sync(world)).error).toContain('is damaged');
  expect(spools(world)).toEqual([]);
  expect((await sync(world)).state).toBe('succeeded');
  expect(netSales(world)).toBe(2_000);
});

test('what a crash left half released goes on without the source', async () => {
  const world = await halfReleased();
  rmSync(join(world.folder, 's.csv'));
  expect(await sync(world)).toMatchObject({ state: 'failed', counts: { deleted: 0 } });
  expect(released(world)).toBe(1_000);
  expect(spools(world)).toEqual([]);
});

/** A world whose new prices were in the log in part when its process died. */
async function halfReleased(): Promise<World> {
  for (let crash = 1; ; crash++) {
    const world = shop();
    write(world, sales(1_000, 1));
    await sync(world);
    write(world, sales(1_000, 2));
    await world.run(crash);
    if (released(world) > 0) return world;
  }
}

/** Facts in the log of a set that a crash left half released. */
function released(world: World): number {
  return [...world.latest().values()].filter((fact) => fact['gross'] === '2').length;
}

test('an index of an earlier version is upgraded and goes on', async () => {
  const world = shop();
  write(world, sales(1_200, 1));
  await sync(world);
  const db = new DatabaseSync(world.indexFile);
  db.exec(`
    DROP TABLE stagings; DROP INDEX scopes_rejected;
    ALTER TABLE entries DROP COLUMN staged; ALTER TABLE entries DROP COLUMN was;
    ALTER TABLE scopes DROP COLUMN rejected; ALTER TABLE scopes DROP COLUMN parts;
    ALTER TABLE scopes DROP COLUMN lettered; ALTER TABLE scopes DROP COLUMN letters;
    ALTER TABLE scopes DROP COLUMN decided; PRAGMA user_version = 0;`);
  db.close();
  // A cursor of that version stood within the file.
  const cursor = {
    ...(JSON.parse(world.cursor() ?? '') as object),
    file: 0,
    record: 1,
    position: 1,
  };
  const key = world.stored('cursors').find((record) => !record.key.endsWith('/index'))?.key ?? '';
  await new MemoryLog(world.store).append('cursors', [{ key, value: JSON.stringify(cursor) }]);
  write(world, sales(1_199, 1).with(0, '1,2026-03-01,1,5'));
  expect(await sync(world)).toMatchObject({
    state: 'succeeded',
    counts: { appended: 1, unchanged: 1_198, deleted: 1 },
  });
  expect(netSales(world)).toBe(1_203);
});
