import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AttainmentReport } from '../../schemas/attainment.ts';
import { runCli } from '../support/cli.ts';
import { startUp, type Up } from '../support/up.ts';

const CONFIG = `business: { name: Skovby Friluft, timezone: Europe/Copenhagen, currency: DKK, locale: en-DK }
connections:
  shop: { connector: sample, seed: 7, days: 40, ordersPerDay: 5, schedule: { cron: "0 0 1 1 *" } }
server: { port: 0 }
`;

const GOALS = `owners: [{ id: mette, name: Mette Lund }]
goals:
  - { id: net, title: Net sales, metric: net_sales, owner: mette, type: reach, target: 100000, window: { start: 2020-01-01, end: 2099-12-31 } }
  - { id: danish, title: Danish orders, metric: orders, owner: mette, type: reach, target: 90, window: { start: 2020-01-01, end: 2099-12-31 }, scope: { dimension: country, equals: DK } }
  - { id: conversion, title: Conversion, metric: conversion_rate, owner: mette, type: maintain, band: { min: 0.01 }, every: month, window: { start: 2020-01-01, end: 2099-12-31 } }
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goalstream-up-'));
  await mkdir(join(folder, 'goals'));
  await writeFile(join(folder, 'goalstream.yaml'), CONFIG);
  await writeFile(join(folder, 'goals', 'goals.yaml'), GOALS);
  // As somebody makes it by hand.
  await mkdir(join(folder, '.goalstream'));
  await chmod(join(folder, '.goalstream'), 0o755);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('up pulls, counts and serves; stops cleanly; goes on where it stood', async () => {
  const first = await startUp(folder);
  await first.counted();
  const report = await first.attainment();
  expect(report.goals.every(({ facts }) => facts > 0)).toBe(true);

  const asked = await runCli(['attain', '--json'], folder);
  expect(JSON.parse(asked.stdout)).toMatchObject({ goals: report.goals, metrics: report.metrics });

  const page = await (await fetch(first.url)).text();
  for (const { title, owner } of report.goals) {
    expect(page).toContain(title);
    expect(page).toContain(owner.name);
  }
  await checkBi(first, report);
  expect(await openToOthers(join(folder, '.goalstream'))).toEqual([]);

  const checked = await runCli(['goals', 'check', '--strict', '--json'], folder);
  expect(checked.code).toBe(1);
  expect(JSON.parse(checked.stdout)).toMatchObject({ mistakes: [], goals: 3, history: 'read' });

  first.child.kill('SIGINT');
  first.child.kill('SIGINT');
  expect(await first.ended).toBe(0);
  expect(first.output()).toContain('stopped');

  const between = await runCli(['attain', '--json'], folder);
  expect(JSON.parse(between.stdout)).toMatchObject({ goals: report.goals });

  const synced = await runCli(['sync', '--connection', 'shop', '--json'], folder);
  const { streams } = JSON.parse(synced.stdout) as { streams: { counts: { appended: number } }[] };
  const news = streams.reduce((sum, { counts }) => sum + counts.appended, 0);
  expect(news).toBeLessThan(100);
}, 180_000);

/** What other users may read, of the folder and of its files. */
async function openToOthers(dir: string): Promise<string[]> {
  const names = await readdir(dir);
  expect(names).toEqual(expect.arrayContaining(['log.db', 'log.db-wal', 'goalstream.log']));
  const paths = ['.', ...names, 'snapshots/shop.db', 'store/users.xml'];
  const modes = await Promise.all(paths.map(async (path) => (await stat(join(dir, path))).mode));
  return paths.filter((_path, at) => ((modes[at] ?? 0) & 0o077) !== 0);
}

/** A BI client reads the views with the printed user, sees the same figures, and nothing else. */
async function checkBi(up: Up, report: AttainmentReport): Promise<void> {
  const rows = await up.bi(
    'SELECT goal, toString(actual) FROM bi.attainment ORDER BY goal FORMAT TSV',
  );
  const expected = report.goals
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, actual }) => `${id}\t${actual}\n`);
  expect(await rows.text()).toBe(expected.join(''));
  const net = await up.bi('SELECT toString(sum(net)) FROM bi.sales FORMAT TSV');
  expect(await net.text()).toBe(`${report.metrics.find((m) => m.metric === 'net_sales')?.total}\n`);
  const daily = await up.bi(
    "SELECT toString(sum(numerator)) FROM bi.goal_daily WHERE goal = 'net' FORMAT TSV",
  );
  expect(await daily.text()).toBe(`${report.goals.find(({ id }) => id === 'net')?.actual}\n`);
  const comments = await up.bi(
    "SELECT count() FROM system.columns WHERE database = 'bi' AND comment = '' FORMAT TSV",
  );
  expect(await comments.text()).toBe('0\n');
  for (const sql of [
    'SELECT count() FROM goalstream.fact_sale',
    'DROP VIEW bi.sales',
    "SELECT file('/etc/passwd')",
  ]) {
    expect({ sql, ok: (await up.bi(sql)).ok }).toEqual({ sql, ok: false });
  }
}
