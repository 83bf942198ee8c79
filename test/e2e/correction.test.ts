import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attainmentReportSchema } from '../../schemas/attainment.ts';
import { runCli } from '../support/cli.ts';

const CONFIG = `business: { name: Test shop, timezone: Europe/London, currency: GBP }
connections:
  shop:
    connector: csv
    path: sales.csv
    fact: sale
    mode: snapshot
    columns: { id: Invoice, occurredAt: At, orderId: Invoice, quantity: Qty, unitPrice: Price, country: Country }
    returns: { column: Invoice, startsWith: C }
`;

const GOALS = `owners: [{ id: anna, name: Anna Holm }]
goals:
  - { id: all, title: All, metric: net_sales, owner: anna, type: reach, target: 100, window: { start: 2024-01-01, end: 2024-12-31 } }
  - { id: denmark, title: Denmark, metric: net_sales, owner: anna, parent: all, type: reach, target: 10, window: { start: 2024-01-01, end: 2024-12-31 }, scope: { dimension: country, equals: Denmark } }
`;

const HEADER = 'Invoice,At,Qty,Price,Country\n';
const FIRST = `${HEADER}1,2024-03-30 10:00,2,1.10,Denmark
1,2024-03-30 10:00,2,1.10,Denmark
2,2024-03-30 11:00,1,5,France
3,2024-03-31 00:30,1,7,Denmark
4,2024-04-01 09:00,3,0.333333,Denmark
C5,2024-04-02 09:00,-1,5,France
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goalstream-correction-'));
  await mkdir(join(folder, 'goals'));
  await writeFile(join(folder, 'goalstream.yaml'), CONFIG);
  await writeFile(join(folder, 'goals', 'goals.yaml'), GOALS);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function syncAndRead(csv: string, exit = 0) {
  await writeFile(join(folder, 'sales.csv'), csv);
  const synced = await runCli(['sync', '--connection', 'shop', '--json'], folder);
  if (synced.code !== exit) throw new Error(`${synced.code} ${synced.stderr}`);
  const { streams } = JSON.parse(synced.stdout) as {
    streams: [{ counts: Record<string, number>; rejects: unknown }];
  };
  const attained = await runCli(['attain', '--json'], folder);
  const { goals } = attainmentReportSchema.parse(JSON.parse(attained.stdout));
  const daysOf = (id: string): Record<string, string | undefined> =>
    Object.fromEntries(
      (goals.find((goal) => goal.id === id)?.daily ?? []).map(({ day, value }) => [day, value]),
    );
  return {
    counts: streams[0].counts,
    rejects: streams[0].rejects,
    all: daysOf('all'),
    denmark: daysOf('denmark'),
  };
}

test('a corrected file changes exactly what it should, the old day included', async () => {
  const first = await syncAndRead(FIRST);
  expect(first.counts).toMatchObject({ appended: 6, deleted: 0 });
  expect(first.all).toEqual({
    '2024-03-30': '9.4',
    '2024-03-31': '7',
    '2024-04-01': '0.999999',
    '2024-04-02': '-5',
  });
  expect(first.denmark).toEqual({
    '2024-03-30': '4.4',
    '2024-03-31': '7',
    '2024-04-01': '0.999999',
  });

  const unchanged = await syncAndRead(FIRST);
  expect(unchanged).toMatchObject({ all: first.all, counts: { appended: 0, deleted: 0 } });

  const corrected = FIRST.replace('1,2024-03-30 10:00,2,1.10,Denmark\n', '') // one of two alike removed
    .replace('2,2024-03-30 11:00,1,5,France', '2,2024-03-30 11:00,1,6,Denmark') // price and country
    .replace('3,2024-03-31 00:30', '3,2024-05-05 12:00'); // moved to another day
  const second = await syncAndRead(corrected);
  expect(second.counts).toMatchObject({ appended: 2, deleted: 1, unchanged: 3 });
  expect(second.all).toEqual({
    '2024-03-30': '8.2',
    '2024-04-01': '0.999999',
    '2024-04-02': '-5',
    '2024-05-05': '7',
  });
  expect(second.denmark).toEqual({
    '2024-03-30': '8.2',
    '2024-04-01': '0.999999',
    '2024-05-05': '7',
  });
}, 120_000);

test('a bad row is told with its line, and the others count', async () => {
  const result = await syncAndRead(
    `${FIRST}6,2024-06-01 10:00,one,5,France\n7,2024-06-01 10:00,1,5,France\n`,
    1,
  );
  expect(result.counts).toMatchObject({ rejected: 1 });
  expect(result.rejects).toEqual([
    { place: 'sales.csv:8', reason: expect.stringContaining('one') as string },
  ]);
  expect(result.all['2024-06-01']).toBe('5');
}, 60_000);

test('a mistake in the goals is told before anything runs', async () => {
  await writeFile(join(folder, 'goals', 'goals.yaml'), GOALS.replace('net_sales', 'net_sale'));
  const started = performance.now();
  const { code, stderr } = await runCli(['sync'], folder);
  expect(code).toBe(2);
  expect(stderr).toContain(
    'goals/goals.yaml:3 goals[0].metric: there is no metric net_sale. Mend: write net_sales.',
  );
  console.log(`told within ${Math.round(performance.now() - started)} ms`);
  await writeFile(join(folder, 'goals', 'goals.yaml'), GOALS);
}, 60_000);

test('a file that can not be read fails its own connection, and the others are synced', async () => {
  const two = CONFIG.replace(/\n {2}shop:\n((?: {4}.*\n)+)/, (shop, body: string) => {
    return `${shop}  bad:\n${body.replace('sales.csv', 'bad.csv')}`;
  });
  await writeFile(join(folder, 'two.yaml'), two);
  await writeFile(join(folder, 'bad.csv'), 'no,such,columns\n1,2,3\n');
  await writeFile(join(folder, 'sales.csv'), FIRST);
  const { code, stdout } = await runCli(['sync', '--config', 'two.yaml', '--json'], folder);
  expect(code).toBe(1);
  const states = (JSON.parse(stdout) as { connection: string; streams: { state: string }[] }[]).map(
    ({ connection, streams }) => [connection, streams[0]?.state],
  );
  expect(states).toEqual([
    ['shop', 'succeeded'],
    ['bad', 'failed'],
  ]);
}, 60_000);
