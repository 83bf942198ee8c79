import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attainmentReportSchema } from '../../schemas/attainment.ts';
import { readInstance } from '../../pipeline/instance-lock.ts';
import { runCli, startCli, type CliResult } from '../support/cli.ts';
import { until } from '../support/until.ts';

const CONFIG = `business: { name: Test shop, timezone: Europe/London, currency: GBP }
connections:
  shop:
    connector: csv
    path: sales.csv
    fact: sale
    mode: snapshot
    columns: { id: Invoice, occurredAt: At, orderId: Invoice, quantity: Qty, unitPrice: Price, country: Country }
server: { port: 0 }
`;

const SALES = `Invoice,At,Qty,Price,Country
1,2024-03-30 10:00,1,10,Denmark
2,2024-03-30 11:00,1,20,France
3,2024-06-01 10:00,1,40,Denmark
4,2024-06-01 10:00,1,80,France
`;

function goals(country: string, target: number): string {
  return `owners: [{ id: anna, name: Anna Holm }]
goals:
  - { id: all, title: All, metric: net_sales, owner: anna, type: reach, target: 100, window: { start: 2024-01-01, end: 2024-12-31 } }
  - { id: home, title: Home, metric: net_sales, owner: anna, parent: all, type: reach, target: ${target}, window: { start: 2024-01-01, end: 2024-12-31 }, scope: { dimension: country, equals: ${country} } }
`;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goalstream-goals-'));
  await mkdir(join(folder, 'goals'));
  await writeFile(join(folder, 'goalstream.yaml'), CONFIG);
  await writeFile(join(folder, 'sales.csv'), SALES);
  await write('Denmark', 10);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function write(country: string, target: number): Promise<void> {
  return writeFile(join(folder, 'goals', 'goals.yaml'), goals(country, target));
}

async function cli(...args: string[]): Promise<CliResult> {
  const result = await runCli(args, folder);
  if (result.code === null) throw new Error(result.stderr);
  return result;
}

async function home(): Promise<{ actual: string | undefined; target: string | undefined }> {
  const { stdout } = await cli('attain', '--json');
  const report = attainmentReportSchema.parse(JSON.parse(stdout));
  const goal = report.goals.find(({ id }) => id === 'home');
  return { actual: goal?.actual, target: goal?.target };
}

/** What is told of the changes of the goal. */
async function told() {
  const { stdout } = await cli('attain', '--json');
  const goal = attainmentReportSchema
    .parse(JSON.parse(stdout))
    .goals.find(({ id }) => id === 'home');
  return { changes: goal?.changes, written: goal?.written };
}

test('a goal that has started is changed with a reason only, and its history is kept', async () => {
  expect((await cli('sync')).code).toBe(0);
  expect(await home()).toEqual({ actual: '50', target: '10' });

  await write('France', 30);
  expect(await home()).toEqual({ actual: '50', target: '10' });
  expect((await told()).written).toMatchObject({
    kind: 'changed',
    fields: [{}, { field: 'target', before: '10', after: '30' }],
  });
  const refused = await cli('goals', 'apply', '--json');
  expect(refused.code).toBe(1);
  expect(JSON.parse(refused.stdout)).toMatchObject({
    changes: [],
    refused: [{ id: 'home', fields: [{}, { field: 'target', before: '10', after: '30' }] }],
  });

  const reason = ['--reason', 'moved to France', '--by', 'bo', '--effective', '2024-05-01'];
  const dry = await cli('goals', 'apply', ...reason, '--dry-run', '--json');
  expect(JSON.parse(dry.stdout)).toMatchObject({ changes: [{ id: 'home' }], refused: [] });
  expect(await home()).toEqual({ actual: '50', target: '10' });

  expect((await cli('goals', 'apply', ...reason)).code).toBe(0);
  // Denmark's sale of March stays, and from May on France counts.
  expect(await home()).toEqual({ actual: '90', target: '30' });
  const { changes, written } = await told();
  expect(changes).toMatchObject([
    {
      n: 2,
      from: '2024-05-01',
      by: 'bo',
      reason: 'moved to France',
      fields: [{}, { after: '30' }],
    },
  ]);
  expect(written).toBeUndefined();
  expect((await cli('reconcile')).code).toBe(0);
  const { stdout } = await cli('goals', 'history', 'home', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    revisions: [
      { n: 1, from: '2024-01-01', goal: { target: '10' } },
      { n: 2, from: '2024-05-01', by: 'bo', reason: 'moved to France', goal: { target: '30' } },
    ],
  });
}, 180_000);

test('up takes changed goals while it runs', async () => {
  const up = startCli(['up'], folder);
  const ended = new Promise((resolve) => up.once('close', resolve));
  up.stdout?.resume();
  up.stderr?.resume();
  try {
    await until(() => readInstance(join(folder, '.goalstream'))?.apiUrl !== undefined);
    await write('Denmark', 60);
    const { code } = await cli('goals', 'apply', '--reason', 'back', '--effective', '2024-01-01');
    expect(code).toBe(0);
    expect(await home()).toEqual({ actual: '50', target: '60' });
    expect((await cli('reconcile')).code).toBe(0);
  } finally {
    up.kill('SIGTERM');
    await ended;
  }
});

test('a baseline is frozen once it is known, and later corrections do not move it', async () => {
  const goal = `
  - { id: grow, title: Grow, metric: net_sales, owners: [{ owner: anna, share: '1' }], type: relative, change: '1', every: window, baseline: { kind: days, start: 2024-03-01, end: 2024-03-31 }, window: { start: 2024-06-01, end: 2024-06-30 } }
`;
  await writeFile(join(folder, 'goals', 'grow.yaml'), `goals:${goal}`);
  const grow = async () => {
    const { stdout } = await cli('attain', '--json');
    const { goals: all } = attainmentReportSchema.parse(JSON.parse(stdout));
    const found = all.find(({ id }) => id === 'grow');
    return [found?.actual, found?.baseline, found?.attainment, found?.state];
  };
  expect(await grow()).toEqual(['120', '30', '3', 'achieved']);
  await writeFile(join(folder, 'sales.csv'), SALES.replace('1,10,Denmark', '1,11,Denmark'));
  expect((await cli('sync')).code).toBe(0);
  expect(await grow()).toEqual(['120', '30', '3', 'achieved']);
  const { stdout } = await cli('goals', 'history', 'grow', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    revisions: [
      { baseline: { metricVersion: 1, periods: [{ from: '2024-03-01', value: '30', facts: 2 }] } },
    ],
  });
}, 120_000);

test('a goal that is not there has no history', async () => {
  const { code, stderr } = await cli('goals', 'history', 'none');
  expect(code).toBe(2);
  expect(stderr).toContain('goal none was never agreed');
});
