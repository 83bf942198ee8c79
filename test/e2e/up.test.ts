import type { ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attainmentReportSchema, type AttainmentReport } from '../../schemas/attainment.ts';
import { runCli, startCli } from '../support/cli.ts';

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

interface Up {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly url: string;
  readonly ended: Promise<number | null>;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goalstream-up-'));
  await mkdir(join(folder, 'goals'));
  await writeFile(join(folder, 'goalstream.yaml'), CONFIG);
  await writeFile(join(folder, 'goals', 'goals.yaml'), GOALS);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function startUp(): Promise<Up> {
  const child = startCli(['up'], folder);
  let text = '';
  const gather = (chunk: Buffer): void => void (text += chunk.toString());
  child.stdout?.on('data', gather);
  child.stderr?.on('data', gather);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const url = await seen(
    () => /Goals +(http:\S+?)\/\s/.exec(text)?.[1],
    () => text,
  );
  return { child, output: () => text, url, ended };
}

async function seen<T>(look: () => T | undefined, describe: () => string): Promise<T> {
  const until = performance.now() + 60_000;
  while (performance.now() < until) {
    const found = look();
    if (found !== undefined) return found;
    await sleep(50);
  }
  throw new Error(`not seen within a minute:\n${describe()}`);
}

async function reportOf(url: string): Promise<AttainmentReport> {
  return attainmentReportSchema.parse(await (await fetch(`${url}/v1/attainment`)).json());
}

test('up pulls, counts and serves; stops cleanly; goes on where it stood', async () => {
  const first = await startUp();
  await seen(() => /everything is counted/.exec(first.output())?.[0], first.output);
  const report = await reportOf(first.url);
  expect(report.goals.every(({ facts }) => facts > 0)).toBe(true);

  const asked = await runCli(['attain', '--json'], folder);
  expect(JSON.parse(asked.stdout)).toMatchObject({ goals: report.goals, metrics: report.metrics });

  const page = await (await fetch(first.url)).text();
  for (const { title, owner } of report.goals) {
    expect(page).toContain(title);
    expect(page).toContain(owner.name);
  }
  await checkBi(first.output(), report);

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

/** A BI client reads the views with the printed user, sees the same figures, and nothing else. */
async function checkBi(output: string, report: AttainmentReport): Promise<void> {
  const [, url = '', user = '', password = ''] =
    /BI tools +(http:\S+) +database bi, user (\S+), password (\S+)/.exec(output) ?? [];
  const ask = (sql: string): Promise<Response> => {
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    return fetch(url, { method: 'POST', body: sql, headers: { authorization } });
  };
  const rows = await ask(
    'SELECT goal, toString(actual) FROM bi.attainment ORDER BY goal FORMAT TSV',
  );
  const expected = report.goals
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, actual }) => `${id}\t${actual}\n`);
  expect(await rows.text()).toBe(expected.join(''));
  const net = await ask('SELECT toString(sum(net)) FROM bi.sales FORMAT TSV');
  expect(await net.text()).toBe(`${report.metrics.find((m) => m.metric === 'net_sales')?.total}\n`);
  const daily = await ask(
    "SELECT toString(sum(numerator)) FROM bi.goal_daily WHERE goal = 'net' FORMAT TSV",
  );
  expect(await daily.text()).toBe(`${report.goals.find(({ id }) => id === 'net')?.actual}\n`);
  const comments = await ask(
    "SELECT count() FROM system.columns WHERE database = 'bi' AND comment = '' FORMAT TSV",
  );
  expect(await comments.text()).toBe('0\n');
  for (const sql of [
    'SELECT count() FROM goalstream.fact_sale',
    'DROP VIEW bi.sales',
    "SELECT file('/etc/passwd')",
  ]) {
    expect({ sql, ok: (await ask(sql)).ok }).toEqual({ sql, ok: false });
  }
}
