import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attainmentReportSchema } from '../../schemas/attainment.ts';
import { runCli } from '../support/cli.ts';

const CONFIG = `business: { name: Five, timezone: Europe/Copenhagen, currency: DKK }
connections:
  lines:
    connector: csv
    path: sales.jsonl
    fact: sale
    columns: { id: id, occurredAt: at, orderId: order, quantity: qty, amount: amount, country: land }
  visits:
    connector: csv
    path: visits.csv.gz
    fact: traffic
    delimiter: ";"
    columns: { id: [Day, Device], day: Day, device: Device, sessions: Sessions, converted: Buyers }
  answers:
    connector: csv
    path: answers-*.csv
    fact: feedback
    mode: append
    decimal: ","
    delimiter: ";"
    columns: { id: Id, occurredAt: At, kind: { constant: csat }, score: Score, scaleMin: { constant: 1 }, scaleMax: { constant: 5 } }
  parcels:
    connector: csv
    path: parcels.csv
    fact: shipment
    columns: { id: Id, occurredAt: Promised, orderId: Order, promisedAt: Promised, deliveredAt: Delivered, onTime: { column: OnTime, values: { J: true, N: false } }, carrier: Carrier }
  goods:
    connector: csv
    path: goods.csv
    fact: return
    columns: { id: Id, occurredAt: At, orderId: Order, quantity: Qty, reason: Why }
`;

const WINDOW = 'window: { start: 2024-01-01, end: 2024-12-31 }';
const GOALS = `owners: [{ id: anna, name: Anna Holm }]
goals:
  - { id: net, title: Net, metric: net_sales, owner: anna, type: reach, target: 100, ${WINDOW} }
  - { id: phones, title: Conversion on phones, metric: conversion_rate, owner: anna, type: reach, target: 0.1, ${WINDOW}, scope: { dimension: device, equals: phone } }
  - { id: csat, title: CSAT, metric: csat, owner: anna, type: maintain, band: { min: 0.8 }, ${WINDOW} }
  - { id: on-time, title: On time, metric: on_time_delivery_rate, owner: anna, type: maintain, band: { min: 0.9 }, ${WINDOW}, scope: { dimension: carrier, prefix: Post } }
  - { id: returned, title: Returned, metric: units_returned, owner: anna, type: decrease, baseline: 10, target: 2, ${WINDOW} }
`;

const FILES: Readonly<Record<string, string | Buffer>> = {
  'sales.jsonl': `{"id":"1","at":"2024-05-01T23:30:00Z","order":"o1","qty":2,"amount":"19.90","land":"DK"}
{"id":"2","at":1714600000000,"order":"o2","qty":1,"amount":"0.10"}
`,
  'visits.csv.gz': gzipSync(
    'Day;Device;Sessions;Buyers\n2024-05-01;phone;100;3\n2024-05-02;phone;60;5\n2024-05-01;desktop;50;9\n',
  ),
  'answers-1.csv': 'Id;At;Score\na;2024-05-01 10:00;4,5\nb;2024-05-01 10:00;2\n',
  'answers-2.csv': 'Id;At;Score\nc;2024-05-02 10:00;5\n',
  'parcels.csv': `Id,Order,Promised,Delivered,OnTime,Carrier
1,o1,2024-05-03 18:00,2024-05-03 12:00,J,PostNord
2,o2,2024-05-03 18:00,2024-05-05 12:00,N,PostNord
3,o3,2024-05-09 18:00,,,PostNord
4,o4,2024-05-03 18:00,2024-05-05 12:00,N,DAO
`,
  'goods.csv': 'Id,At,Order,Qty,Why\n1,2024-05-07,o1,1,too small\n2,2024-05-08,o2,3.5,broken\n',
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goalstream-five-'));
  await mkdir(join(folder, 'goals'));
  await writeFile(join(folder, 'goalstream.yaml'), CONFIG);
  await writeFile(join(folder, 'goals', 'goals.yaml'), GOALS);
  for (const [name, content] of Object.entries(FILES)) await writeFile(join(folder, name), content);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('files of all five fact types become figures', async () => {
  const synced = await runCli(['sync', '--json'], folder);
  if (synced.code !== 0) throw new Error(`${synced.stderr}\n${synced.stdout}`);
  const summaries = JSON.parse(synced.stdout) as { connection: string }[];
  expect(summaries.map(({ connection }) => connection)).toEqual([
    'lines',
    'visits',
    'answers',
    'parcels',
    'goods',
  ]);
  const { stdout } = await runCli(['attain', '--json'], folder);
  const { goals } = attainmentReportSchema.parse(JSON.parse(stdout));
  const figures = Object.fromEntries(
    goals.map(({ id, actual, numerator, denominator }) => [id, { actual, numerator, denominator }]),
  );
  expect(figures).toEqual({
    net: { actual: '20' },
    phones: { actual: '0.05', numerator: '8', denominator: '160' },
    csat: { actual: '0.666667', numerator: '2', denominator: '3' },
    // One in time, one late, and one that never came.
    'on-time': { actual: '0.333333', numerator: '1', denominator: '3' },
    returned: { actual: '4.5' },
  });
  const [first] = goals;
  expect(first?.daily.map(({ day }) => day)).toEqual(['2024-05-01', '2024-05-02']);
}, 120_000);
