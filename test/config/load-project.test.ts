import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectors } from '../../connectors/registry.ts';
import { loadProject } from '../../pipeline/config/load-project.ts';
import { ConfigError, nearest } from '../../pipeline/config/problem.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goalstream-config-'));
  await mkdir(join(folder, 'goals'));
});
afterEach(() => rm(folder, { recursive: true }));

const CONFIG = `business:
  name: Test shop
  timezone: Europe/London
  currency: GBP
connections:
  retail:
    connector: csv
    path: sales.csv
    fact: sale
    mode: snapshot
    columns: { id: Id, occurredAt: At, orderId: Order, quantity: Qty, unitPrice: Price }
    schedule: { cron: "0 6 * * *", timezone: Europe/London }
`;

const GOALS = `owners:
  - { id: anna, name: Anna Holm }
goals:
  - id: uk
    title: UK, net sales
    metric: net_sales
    owner: anna
    type: reach
    target: 3000000
    window: { start: 2011-10-01, end: 2011-12-31 }
    scope: { dimension: country, equals: United Kingdom }
`;

async function problems(config: string, goals: string): Promise<readonly string[]> {
  await writeFile(join(folder, 'goalstream.yaml'), config);
  await writeFile(join(folder, 'goals', 'goals.yaml'), goals);
  try {
    await loadProject(join(folder, 'goalstream.yaml'), connectors, {});
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
}

test('a right project loads', async () => {
  expect(await problems(CONFIG, GOALS)).toEqual([]);
  const project = await loadProject(join(folder, 'goalstream.yaml'), connectors, {});
  expect(project.goals[0]).toMatchObject({ id: 'uk', target: '3000000' });
  expect(project.connections[0]).toMatchObject({ name: 'retail', schedule: { cron: '0 6 * * *' } });
  expect(project.dataDir).toBe(join(folder, '.goalstream'));
});

test.each([
  [
    'unknown key',
    ['currency: GBP', 'currency: GBP\n  curency: DKK'],
    ['goalstream.yaml:5 business.curency: there is no key curency'],
  ],
  [
    'bad time zone',
    ['timezone: Europe/London\n  currency', 'timezone: Europe/Londn\n  currency'],
    ['goalstream.yaml:3 business.timezone: is not an IANA time zone'],
  ],
  [
    'bad currency',
    ['GBP', 'pounds'],
    ['goalstream.yaml:4 business.currency: is not an ISO 4217 currency'],
  ],
  ['missing key', ['  name: Test shop\n', ''], ['business.name: is missing']],
  [
    'unknown connector',
    ['connector: csv', 'connector: cvs'],
    ['goalstream.yaml:7 connections.retail.connector: there is no connector cvs. Mend: write csv'],
  ],
  [
    'unknown connector key',
    ['mode: snapshot', 'mode: snapshot\n    colour: red'],
    ['connections.retail.colour: there is no key colour'],
  ],
  [
    'bad schedule',
    ['0 6 * * *', '0 26 * * *'],
    ['goalstream.yaml:12 connections.retail.schedule.cron:'],
  ],
  [
    'missing variable',
    ['path: sales.csv', 'path: "${SALES_FILE}"'],
    ['connections.retail.path: needs the environment variable SALES_FILE'],
  ],
  ['broken YAML', ['business:', 'business: ['], ['goalstream.yaml:']],
])('%s in goalstream.yaml', async (_name, [from = '', to = ''], expected) => {
  const found = await problems(CONFIG.replace(from, to), GOALS);
  for (const start of expected) expect(found.join('\n')).toContain(start);
  for (const problem of found) expect(problem).toMatch(/Mend: \S/);
});

test.each([
  [
    'unknown metric',
    ['net_sales', 'net_sale'],
    'goals/goals.yaml:6 goals[0].metric: there is no metric net_sale. Mend: write net_sales',
  ],
  [
    'unknown owner',
    ['owner: anna', 'owner: ana'],
    'goals[0].owner: there is no owner ana. Mend: write anna',
  ],
  ['target not a number', ['3000000', 'lots'], 'goals/goals.yaml:9 goals[0].target:'],
  ['target of zero', ['3000000', '0'], 'must be above 0'],
  [
    'window the wrong way',
    ['start: 2011-10-01', 'start: 2012-10-01'],
    'goals[0].window: ends on 2011-12-31, before it starts',
  ],
  ['day that is none', ['2011-12-31', '2011-12-32'], 'goals[0].window.end:'],
  [
    'dimension that is none',
    ['dimension: country', 'dimension: land'],
    'goals[0].scope.dimension:',
  ],
  [
    'dimension the facts lack',
    ['dimension: country', 'dimension: carrier'],
    'net_sales is made of sale facts, which have no carrier',
  ],
  ['unknown type', ['type: reach', 'type: reech'], 'goals[0].type: must have type'],
  ['unknown parent', ['type: reach', 'type: reach\n    parent: europe'], 'there is no goal europe'],
  ['own parent', ['type: reach', 'type: reach\n    parent: uk'], 'goes round in a circle'],
  [
    'two of one id',
    [
      'goals:\n',
      'goals:\n  - { id: uk, title: x, metric: orders, owner: anna, type: reach, target: 1, window: { start: 2011-10-01, end: 2011-10-02 } }\n',
    ],
    'there is another goal uk',
  ],
  [
    'unknown key',
    ['    type', '    wieght: 3\n    type'],
    'goals[0].wieght: there is no key wieght',
  ],
])('%s in a goal', async (_name, [from = '', to = ''], expected) => {
  const found = await problems(CONFIG, GOALS.replace(from, to));
  expect(found.join('\n')).toContain(expected);
  for (const problem of found) expect(problem).toMatch(/Mend: \S/);
});

test('all mistakes are listed at once', async () => {
  const config = CONFIG.replace('Europe/London\n', 'Nowhere\n').replace(
    'connector: csv',
    'connector: cvs',
  );
  const goals = GOALS.replace('net_sales', 'sales').replace('owner: anna', 'owner: bob');
  expect(await problems(config, goals)).toHaveLength(4);
});

test('columns that a file lacks are mistakes of the configuration', async () => {
  await writeFile(join(folder, 'sales.csv'), 'Id,At,Order,Qty\n');
  await writeFile(join(folder, 'goalstream.yaml'), CONFIG);
  await writeFile(join(folder, 'goals', 'goals.yaml'), GOALS.replace('net_sales', 'sales'));
  const load = loadProject(join(folder, 'goalstream.yaml'), connectors, {}, { sources: true });
  const error: unknown = await load.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ConfigError);
  expect(String(error)).toMatch(/goalstream.yaml:\d+ connections.retail: .*Price/);
  expect(String(error)).toContain('there is no metric sales');
});

test('a mistyped name finds its neighbour', () => {
  expect(nearest('conversion', ['conversion_rate', 'sessions'])).toBeUndefined();
  expect(nearest('net_sails', ['net_sales', 'gross_sales'])).toBe('net_sales');
});
