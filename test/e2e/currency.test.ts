import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attainmentReportSchema, type AttainmentReport } from '../../schemas/attainment.ts';
import { reconcileReportSchema, type ReconcileReport } from '../../schemas/reconcile.ts';
import { readInstance } from '../../pipeline/instance-lock.ts';
import { runCli, startCli } from '../support/cli.ts';
import { DAYS, ecbXml } from '../support/ecb.ts';
import { until } from '../support/until.ts';

const CONFIG = `business: { name: Test shop, timezone: Europe/Copenhagen, currency: DKK }
connections:
  shop:
    connector: csv
    path: sales.csv
    fact: sale
    currency: SEK
    columns: { id: Invoice, occurredAt: At, orderId: Invoice, quantity: Qty, unitPrice: Price }
    schedule: { cron: '0 6 1 1 *' }
  ecb:
    connector: fx
    file: rates.xml
    currencies: [SEK, DKK]
    schedule: { cron: '0 6 1 1 *' }
`;

const window = 'window: { start: 2024-01-01, end: 2024-12-31 }';
const GOALS = `owners: [{ id: anna, name: Anna Holm }]
goals:
  - { id: all, title: All, metric: net_sales, owner: anna, type: reach, target: 100, ${window} }
  - { id: orders, title: Orders, metric: orders, owner: anna, type: reach, target: 10, ${window} }
`;

const SALES = `Invoice,At,Qty,Price
1,2024-01-05 10:00,1,100
2,2024-01-06 10:00,2,0.25
3,2024-01-08 10:00,1,0.1
`;

let folder: string;
const file = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goalstream-currency-'));
  await mkdir(join(folder, 'goals'));
  await file('goalstream.yaml', CONFIG);
  await file('goals/goals.yaml', GOALS);
  await file('sales.csv', SALES);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runCli(args, folder);
  if (code !== 0) throw new Error(`${args.join(' ')}: ${stderr}${stdout}`);
  return stdout;
}

async function attainment(): Promise<AttainmentReport> {
  return attainmentReportSchema.parse(JSON.parse(await run('attain', '--json')));
}

async function reconciled(): Promise<{ code: number | null; report: ReconcileReport }> {
  const { code, stdout } = await runCli(['reconcile', '--json'], folder);
  return { code, report: reconcileReportSchema.parse(JSON.parse(stdout)) };
}

const daily = ({ goals }: AttainmentReport): unknown => goals.find(({ id }) => id === 'all')?.daily;

test('a shop in SEK reports in DKK: missing rates are said, heal, and a correction changes its day', async () => {
  await run('sync', '--connection', 'shop');
  const missing = await attainment();
  expect(missing.missingRates).toEqual([
    { day: '2024-01-05', currency: 'SEK', facts: 1 },
    { day: '2024-01-06', currency: 'SEK', facts: 1 },
    { day: '2024-01-08', currency: 'SEK', facts: 1 },
  ]);
  expect(missing.goals.map(({ id, actual, incomplete }) => [id, actual, incomplete])).toEqual([
    ['all', '0', true],
    ['orders', '3', undefined],
  ]);
  const lacking = await reconciled();
  expect(lacking.code).toBe(1);
  expect(new Set(lacking.report.differences.map(({ check }) => check))).toEqual(new Set(['rates']));
  await file('rates.xml', ecbXml());
  const doctor = await runCli(['doctor', '--json'], folder);
  expect(doctor.code).toBe(1);
  expect(doctor.stdout).toContain('3 sales in SEK count as nothing: no rate on 2024-01-05');

  await run('sync', '--connection', 'ecb');
  const healed = await attainment();
  expect(healed.missingRates).toEqual([]);
  expect(healed.goals.map(({ incomplete }) => incomplete)).toEqual([undefined, undefined]);
  // 7.4592 ÷ 11.1985 = 0.666089208; 7.4590 ÷ 11.2340 = 0.663966530
  expect(daily(healed)).toEqual([
    { day: '2024-01-05', value: '66.608921' },
    { day: '2024-01-06', value: '0.333045' },
    { day: '2024-01-08', value: '0.066397' },
  ]);
  const equal = await reconciled();
  expect(equal.report.differences).toEqual([]);
  expect(equal.code).toBe(0);

  await file('rates.xml', ecbXml({ ...DAYS, '2024-01-08': { SEK: '10', DKK: '7.5' } }));
  await run('sync', '--connection', 'ecb');
  expect(daily(await attainment())).toEqual([
    { day: '2024-01-05', value: '66.608921' },
    { day: '2024-01-06', value: '0.333045' },
    { day: '2024-01-08', value: '0.075' },
  ]);
}, 180_000);

test('reconcile asks a running instance, and locates what the source has besides', async () => {
  const up = startCli(['up'], folder);
  const ended = new Promise((resolve) => up.once('close', resolve));
  try {
    await until(() => readInstance(join(folder, '.goalstream'))?.apiUrl !== undefined);
    expect((await reconciled()).code).toBe(0);
    await file('sales.csv', `${SALES}4,2024-01-08 11:00,1,7\n`);
    const { code, report } = await reconciled();
    expect(code).toBe(1);
    expect(report.differences).toEqual(
      [
        { expected: '2', found: '1', measure: 'facts' },
        { expected: '2', found: '1', measure: 'quantity' },
        { expected: '7.1', found: '0.1', measure: 'gross' },
      ].map((figures) => ({
        check: 'source',
        subject: 'shop/sale',
        day: '2024-01-08',
        currency: 'SEK',
        ...figures,
      })),
    );
    const wrong = await runCli(['reconcile', '--connection', 'shops'], folder);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('there is no connection shops. Mend: write one of shop, ecb.');
    await run('sync', '--connection', 'shop');
    expect((await reconciled()).code).toBe(0);
  } finally {
    up.kill('SIGTERM');
    await ended;
  }
}, 180_000);

test('reconcile refuses what is no day', async () => {
  const { code, stderr } = await runCli(['reconcile', '--from', 'May'], folder);
  expect(code).toBe(2);
  expect(stderr).toContain('Write a day such as 2026-03-09.');
});
