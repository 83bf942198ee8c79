import { appendFile, cp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { LossWorld } from './loss-world.ts';

let world: LossWorld;
beforeAll(async () => {
  world = await LossWorld.make();
});
afterAll(() => world.remove());
beforeEach(() => world.reset());

/** Nothing is answered, and everyone says so. */
async function expectRefusal(): Promise<void> {
  const attain = await world.run('attain');
  expect(attain.code).toBe(1);
  expect(attain.stderr).toContain('goalstream repair');
  for (const command of [['status'], ['ledger', '--goal', 'all']]) {
    const { code, stdout, stderr } = await world.run(...command);
    expect([command, code]).toEqual([command, 1]);
    expect(stdout + stderr).toContain('goalstream repair');
  }
}

async function expectWhole(): Promise<void> {
  const { code, figures } = await world.attain();
  expect(figures).toEqual(world.whole);
  expect(code).toBe(0);
  const reconciled = await world.run('reconcile');
  expect([reconciled.code, reconciled.code === 0 ? '' : reconciled.stdout]).toEqual([0, '']);
}

/** A row that can't be read makes the exit code 1, but every stream is read. */
async function syncedStates(): Promise<(string | undefined)[]> {
  const { stdout } = await world.run('sync', '--json');
  return [...stdout.matchAll(/"state": "(\w+)"/g)].map(([, state]) => state);
}

test('a damaged part of facts: refused until it is repaired from the log', async () => {
  const [part = ''] = await world.parts('fact_sale');
  await truncate(join(part, 'data.bin'), 10);
  await expectRefusal();
  const { states } = await world.attain();
  expect(states).toEqual(['damaged', 'damaged', expect.not.stringContaining('damaged')]);
  const doctor = await world.run('doctor');
  expect([doctor.code, doctor.stdout.includes('goalstream repair')]).toEqual([1, true]);
  // A recompute of the damaged days changes nothing about it.
  await appendFile(join(world.folder, 'till', 'a.csv'), 'new1,2024-03-04 10:00,1,5,France\n');
  await world.run('sync');
  await expectRefusal();
  expect((await world.repair()).code).toBe(0);
  await writeFile(join(world.folder, 'till', 'a.csv'), '');
  const { code, figures } = await world.attain();
  expect(code).toBe(0);
  expect(figures).not.toEqual(world.whole);
});

test('a flipped byte that nobody noticed is found by a repair', async () => {
  const [part = ''] = await world.parts('fact_sale');
  const file = join(part, 'data.bin');
  await flip(file);
  expect((await world.repair()).code).toBe(0);
  await expectWhole();
});

test('a deleted part, after the log’s retention: repaired from the sources', async () => {
  const [part = ''] = await world.parts('fact_sale');
  world.forgetLoggedFacts();
  await rm(part, { recursive: true });
  await expectRefusal();
  const { code, report } = await world.repair();
  expect([code, report.lost]).toEqual([0, []]);
  await expectWhole();
});

test('a deleted part whose source has lost a file: said, and refused until it is accepted', async () => {
  for (const part of await world.parts('fact_sale')) await rm(part, { recursive: true });
  world.forgetLoggedFacts();
  await rm(join(world.folder, 'till', 'b.csv'));
  const { code, report } = await world.repair();
  expect(code).toBe(1);
  expect(report.lost).toMatchObject([{ source: 'till', facts: 80 }]);
  await expectRefusal();
  expect((await world.repair('--accept-loss')).code).toBe(0);
  expect((await world.attain()).code).toBe(0);
});

test('the store is deleted: repaired from the log', async () => {
  await rm(join(world.data, 'store'), { recursive: true });
  await expectRefusal();
  expect((await world.repair()).code).toBe(0);
  await expectWhole();
});

test('the store is deleted after the log’s retention: repaired from the sources', async () => {
  world.forgetLoggedFacts();
  await rm(join(world.data, 'store'), { recursive: true });
  await expectRefusal();
  expect((await world.repair()).code).toBe(0);
  await expectWhole();
});

test('the store is deleted after the log’s retention, and the source has lost a file: said', async () => {
  world.forgetLoggedFacts();
  await rm(join(world.data, 'store'), { recursive: true });
  await rm(join(world.folder, 'till', 'b.csv'));
  const { code, report } = await world.repair();
  expect(code).toBe(1);
  expect(report.lost).toMatchObject([{ source: 'till', facts: 80 }]);
  await expectRefusal();
  expect((await world.repair('--accept-loss')).code).toBe(0);
  expect((await world.attain()).code).toBe(0);
});

test('figures and days that facts stood on come back by themselves', async () => {
  expect(Object.keys(world.whole)).toEqual(['all', 'france', 'sessions']);
  for (const table of ['goal_daily', 'fact_day']) {
    for (const part of await world.parts(table)) await rm(part, { recursive: true });
  }
  await expectWhole();
});

test('the log is deleted: what was agreed and dead letters are restored', async () => {
  const letters = await world.run('dead-letters', 'list', '--json');
  const history = await world.run('goals', 'history', 'all', '--json');
  for (const name of await readdir(world.data)) {
    if (name.startsWith('log.db')) await rm(join(world.data, name));
  }
  await expectRefusal();
  const { code, report } = await world.repair();
  expect(code).toBe(0);
  expect(report.restored).toBeGreaterThan(0);
  await expectWhole();
  expect((await world.run('goals', 'history', 'all', '--json')).stdout).toBe(history.stdout);
  const kept = await world.run('dead-letters', 'list', '--json');
  const total = (text: string): unknown => (JSON.parse(text) as { total: unknown }).total;
  expect(total(kept.stdout)).toEqual(total(letters.stdout));
});

test('the log is an older copy: noticed and repaired', async () => {
  await cp(join(world.data, 'log.db'), join(world.folder, 'older.db'));
  await appendFile(join(world.folder, 'till', 'a.csv'), 'new2,2024-03-04 10:00,1,5,France\n');
  await world.run('sync');
  const { figures } = await world.attain();
  for (const name of await readdir(world.data)) {
    if (name.startsWith('log.db')) await rm(join(world.data, name));
  }
  await cp(join(world.folder, 'older.db'), join(world.data, 'log.db'));
  await expectRefusal();
  expect((await world.repair()).code).toBe(0);
  const after = await world.attain();
  expect([after.code, after.figures]).toEqual([0, figures]);
});

test('log and store of two folders: refused, and so is the repair', async () => {
  const other = await LossWorld.make();
  await rm(join(world.data, 'store'), { recursive: true });
  await cp(join(other.data, 'store'), join(world.data, 'store'), { recursive: true });
  await expectRefusal();
  const { code, stderr } = await world.run('repair');
  expect(code).toBe(1);
  expect(stderr).toContain('the store comes from another data folder');
  await rm(join(world.data, 'store'), { recursive: true });
  expect((await world.repair()).code).toBe(0);
  await expectWhole();
  await other.remove();
});

test('an index of snapshots is damaged: the sync says the way out, and a repair reads again', async () => {
  await truncate(join(world.data, 'snapshots', 'shop.db'), 9_000);
  const synced = await world.run('sync', '--connection', 'shop', '--json');
  expect([synced.code, synced.stdout.includes('goalstream repair')]).toEqual([1, true]);
  expect((await world.repair()).code).toBe(0);
  expect(await syncedStates()).toEqual(['succeeded', 'succeeded', 'succeeded']);
  await expectWhole();
});

test('log and store are deleted, the index of snapshots is not: everything is read again', async () => {
  for (const name of await readdir(world.data)) {
    if (name.startsWith('log.') || name === 'store') {
      await rm(join(world.data, name), { recursive: true });
    }
  }
  expect(await syncedStates()).toEqual(['succeeded', 'succeeded', 'succeeded']);
  await expectWhole();
});

async function flip(file: string): Promise<void> {
  const bytes = await readFile(file);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  await writeFile(file, bytes);
}
