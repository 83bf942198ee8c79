import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { metrics } from '../../schemas/metrics/registry.ts';
import { loadGoals, type LoadedGoals } from '../../pipeline/config/load-goals.ts';
import { goalInputSchema } from '../../schemas/goal-file.ts';
import { goal, goals, relative, template } from './mistakes/write.ts';

const FIXTURES = fileURLToPath(new URL('fixtures', import.meta.url));
const reading = { fiscalStart: 7 };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goalstream-goals-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function load(yaml: string): Promise<LoadedGoals> {
  await writeFile(join(folder, 'goals.yaml'), yaml);
  return loadGoals(folder, ['goals.yaml'], metrics, reading);
}

test('monthly revenue up by 10 % in six months, with what supports it', async () => {
  const loaded = await loadGoals(FIXTURES, ['monthly-revenue.yaml'], metrics, {
    fiscalStart: undefined,
  });
  expect(loaded.problems).toEqual([]);
  expect(loaded.warnings).toEqual([]);
  const window = { start: '2026-12-01', end: '2027-05-31' };
  expect(loaded.goals).toMatchObject([
    {
      id: 'revenue',
      type: 'relative',
      change: '0.1',
      baseline: { kind: 'lastYear' },
      every: 'month',
      window,
    },
    {
      id: 'conversion',
      supports: 'revenue',
      weight: '0.6',
      baseline: { kind: 'previous' },
      every: 'window',
      window,
    },
    { id: 'new-customers', supports: 'revenue', weight: '0.4', target: '3000', window },
  ]);
});

test('every way to write a window, a change and a baseline', async () => {
  const { goals: found, problems } = await load(
    goals(
      relative({ id: 'a', window: 'FY2027-Q1', change: '-5 %' }),
      relative({ id: 'b', window: '2026', change: '0.125', baseline: 'previous-window' }),
      relative({
        id: 'c',
        window: '{ start: 2026-11-24, months: 1 }',
        change: '+2.5%',
        baseline: '12.5',
      }),
      relative({ id: 'd', baseline: '{ start: 2026-07-01, end: 2026-09-30 }', every: 'week' }),
      relative({ id: 'e', baseline: 'same-weekdays-last-year' }),
    ),
  );
  expect(problems).toEqual([]);
  expect(found).toMatchObject([
    { window: { start: '2026-07-01', end: '2026-09-30' }, change: '-0.05' },
    {
      window: { start: '2026-01-01', end: '2026-12-31' },
      change: '0.125',
      baseline: { kind: 'previous' },
    },
    {
      window: { start: '2026-11-24', end: '2026-12-23' },
      change: '0.025',
      baseline: { kind: 'fixed', value: '12.5' },
    },
    { baseline: { kind: 'days', start: '2026-07-01', end: '2026-09-30' }, every: 'week' },
    { baseline: { kind: 'lastYear' }, every: 'window' },
  ]);
});

test('a goal with everything worked out is valid as it is written', async () => {
  const first = await loadGoals(FIXTURES, ['monthly-revenue.yaml'], metrics, reading);
  for (const worked of first.goals) expect(goalInputSchema.safeParse(worked).success).toBe(true);
  const { owners, teams, goals: worked } = first;
  const again = await load(stringify({ owners, teams, goals: worked }));
  expect(again.problems).toEqual([]);
  expect(again.goals).toEqual(first.goals);
});

test('a fiscal window needs to know when the fiscal year starts', async () => {
  await writeFile(join(folder, 'goals.yaml'), goals(goal({ window: 'FY2027' })));
  const { problems } = await loadGoals(folder, ['goals.yaml'], metrics, { fiscalStart: undefined });
  expect(problems).toMatchObject([
    {
      line: 11,
      path: 'goals[0].window',
      message: expect.stringContaining('does not say when a fiscal year starts'),
    },
  ]);
});

test('a template makes a goal for each owner of its role, filled in from the owner', async () => {
  const {
    goals: made,
    problems,
    goalPlaces,
  } = await load(
    template(
      {
        title: "'Net sales Q4, {name} ({country})'",
        scope: "{ dimension: country, in: '{country}' }",
        target: "'{q4_target}'",
      },
      'market-manager',
      `owners:
  - { id: anna, name: Anna Holm, role: market-manager, attributes: { country: Denmark, q4_target: 1200000.5 } }
  - { id: ben, name: Ben Carter, role: market-manager, attributes: { country: [Norway, Sweden], q4_target: '800000' } }
  - { id: clara, name: Clara Dahl, role: buyer }
`,
    ),
  );
  expect(problems).toEqual([]);
  expect(made).toMatchObject([
    {
      id: 'q4-anna',
      title: 'Net sales Q4, Anna Holm (Denmark)',
      owners: [{ owner: 'anna', share: '1' }],
      target: '1200000.5',
      scope: { in: ['Denmark'] },
    },
    {
      id: 'q4-ben',
      title: 'Net sales Q4, Ben Carter (Norway, Sweden)',
      target: '800000',
      scope: { in: ['Norway', 'Sweden'] },
    },
  ]);
  expect(goalPlaces.get('q4-ben')).toMatchObject({ file: 'goals.yaml', madeFor: 'ben' });
});

test('what a template makes wrong for many owners is told once', async () => {
  const owners = Array.from({ length: 5 }, (_, n) => `  - { id: o${n}, name: O, role: r }\n`);
  const { problems } = await load(
    template({ metric: 'net_sale' }, 'r', `owners:\n${owners.join('')}`),
  );
  expect(problems).toHaveLength(1);
  expect(problems[0]?.message).toBe('there is no metric net_sale (made for o0, o1, o2 and 2 more)');
});

test('a goal with a mistake is no reason to say that it is not there', async () => {
  const { problems } = await load(
    goals(goal({ id: 'top', target: 'a lot' }), goal({ id: 'below', parent: 'top' })),
  );
  expect(problems).toHaveLength(1);
});

test('a team can own a goal', async () => {
  const { problems } = await load(
    `${goals(goal({ owner: 'north' }))}teams:\n  - { id: north, name: North }\n`,
  );
  expect(problems).toEqual([]);
});

test.each([
  [
    'reach for returns',
    goal({ metric: 'returned_value' }),
    'goals[0].type: asks for a higher value, and of value of returns a lower one is better',
  ],
  [
    'fewer sales',
    relative({ change: '-5 %' }),
    'goals[0].change: asks for a lower value, and of net sales a higher one is better',
  ],
  [
    'a band from above',
    goal({ type: 'maintain', target: undefined, band: '{ max: 0.9 }', metric: 'csat' }),
    'goals[0].band: asks for a lower value, and of customer satisfaction',
  ],
  [
    'a rate as a percentage',
    goal({ type: 'maintain', target: undefined, band: '{ min: 95 }', metric: 'csat' }),
    'goals[0].band: is 95, and customer satisfaction is a share',
  ],
  [
    'ten times more',
    relative({ change: '10' }),
    'goals[0].change: is 10: 10 times the baseline on top of it',
  ],
  [
    'priority without a parent',
    goal({ priority: '1' }),
    'goals[0].priority: means nothing without a parent',
  ],
  [
    'months in a week',
    relative({ every: 'month', window: '2026-W41' }),
    'goals[0].every: is month, and the window has 7 days',
  ],
  [
    'priority among overlapping children',
    `${goal({ id: 'a', parent: 'uk', priority: '1' })}${goal({ children: 'overlapping' })}`,
    'goals[0].priority: means nothing: the children of uk overlap',
  ],
])('%s is no mistake, and a warning', async (_name, yaml, said) => {
  const { problems, warnings } = await load(goals(yaml));
  expect(problems).toEqual([]);
  expect(warnings.map(({ path, message }) => `${path}: ${message}`)).toEqual([
    expect.stringContaining(said),
  ]);
});
