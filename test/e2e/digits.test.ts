import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ledgerPageSchema } from '../../schemas/ledger.ts';
import { runCli } from '../support/cli.ts';
import { startUp, type Up } from '../support/up.ts';

/** Connections and goals by names that the program itself uses. */
const CONFIG = `business: { name: Digits, timezone: Europe/Copenhagen, currency: DKK }
connections:
  schedule:
    connector: csv
    path: sales.csv
    fact: sale
    columns: { id: id, occurredAt: at, orderId: order, quantity: qty, gross: gross, kind: { constant: line }, product: product }
  sale:
    connector: csv
    path: visits.csv
    fact: traffic
    columns: { id: id, day: day, sessions: sessions }
`;

const GOALS = `owners: [{ id: anna, name: Anna Holm }]
goals:
  - { id: total, title: Everything, metric: gross_sales, owner: anna, type: reach, target: 123456789012.345678, window: 2024, company: true }
  - { id: constructor, title: Tents, metric: gross_sales, owner: anna, type: reach, target: 999999999999.999999, window: 2024, parent: total, scope: { dimension: product, equals: total } }
  - { id: visits, title: Visits, metric: sessions, owner: anna, type: reach, target: 1, window: 2024, company: true }
`;

const SALES = `id,at,order,qty,gross,product
9007199254740993,2024-05-01T10:00:00Z,9223372036854775807,1,123456789012.345678,total
9007199254740992,2024-05-01T10:00:00Z,9223372036854775806,1,999999999999.999999,total
9007199254740994,2024-05-02T10:00:00Z,9223372036854775805,1,0.000001,total/all
`;
const VISITS = 'id,day,sessions\na,2024-05-01,9007199254740991\nb,2024-05-01,9007199254740990\n';

const WHOLE = '1123456789012.345678';
const TENTS = '1123456789012.345677';
const SESSIONS = '18014398509481981';

let folder: string;
let up: Up;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goalstream-digits-'));
  await mkdir(join(folder, 'goals'));
  await writeFile(join(folder, 'goalstream.yaml'), CONFIG);
  await writeFile(join(folder, 'goals', 'goals.yaml'), GOALS);
  await writeFile(join(folder, 'sales.csv'), SALES);
  await writeFile(join(folder, 'visits.csv'), VISITS);
  const synced = await runCli(['sync', '--json'], folder);
  if (synced.code !== 0) throw new Error(`${synced.stderr}\n${synced.stdout}`);
  up = await startUp(folder);
}, 120_000);
afterAll(async () => {
  await up.stop();
  await rm(folder, { recursive: true, force: true });
});

test('figures of 18 digits and ids of 64 bits reach the API, pages, command line and BI port unchanged', async () => {
  const { goals, metrics } = await up.attainment();
  expect(metrics).toMatchObject([
    { metric: 'gross_sales', total: WHOLE, goals: WHOLE, unattributed: '0' },
    { metric: 'sessions', total: SESSIONS, goals: SESSIONS },
  ]);
  expect(goals).toMatchObject([
    {
      id: 'total',
      actual: WHOLE,
      target: '123456789012.345678',
      children: { sum: TENTS, unattributed: '0.000001', total: WHOLE },
    },
    { id: 'constructor', actual: TENTS, target: '999999999999.999999' },
    { id: 'visits', actual: SESSIONS },
  ]);
  const answer = await fetch(`${up.url}/v1/goals/total/ledger`);
  const ledger = ledgerPageSchema.parse(await answer.json());
  expect(ledger.totals).toEqual({ gross_sales: WHOLE });
  expect(ledger.entries.map(({ orderId, values }) => [orderId, values['gross_sales']])).toEqual([
    ['9223372036854775806', '999999999999.999999'],
    ['9223372036854775807', '123456789012.345678'],
    ['9223372036854775805', '0.000001'],
  ]);
  const printed = await runCli(['attain', '--json'], folder);
  expect(JSON.parse(printed.stdout)).toMatchObject({ goals: [{ actual: WHOLE }, {}, {}] });
  const page = await (await fetch(`${up.url}/goals/total`)).text();
  expect(page).toContain(`<data value="${WHOLE}">DKK\u00A01,123,456,789,012.345678</data>`);
  const entries = await (await fetch(`${up.url}/goals/total/ledger`)).text();
  expect(entries).toContain('<data value="123456789012.345678">123,456,789,012.345678</data>');
  expect(entries).toContain('9223372036854775807');
  expect(await up.rows("SELECT sum(numerator) FROM bi.goal_daily WHERE goal = 'total'")).toEqual([
    [WHOLE],
  ]);
});
