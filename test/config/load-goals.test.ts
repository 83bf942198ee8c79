import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { metrics } from '../../schemas/metrics/registry.ts';
import { loadGoals, type LoadedGoals } from '../../pipeline/config/load-goals.ts';
import { checkWritten } from '../../pipeline/goals/smart/written-checks.ts';
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

async function readmeExamples(): Promise<readonly string[]> {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  return [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)]
    .map(([, text = '']) => text)
    .filter((text) => /^(goals:$|templates:)/m.test(text));
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

test('weights are not summed while one that supports the same goal has a mistake', async () => {
  const helper = (id: string, fields: Parameters<typeof goal>[0]): string =>
    goal({ id, metric: 'orders', supports: 'uk', ...fields });
  const { problems } = await load(
    goals(goal(), helper('a', { weight: '0.5' }), helper('b', { weight: '0.5', target: 'a lot' })),
  );
  expect(problems.map(({ path }) => path)).toEqual(['goals[2].target']);
});

test('what names an id that two have is looked at with the first of them', async () => {
  const { problems } = await load(
    goals(goal(), goal({ id: 'part', parent: 'uk' }), goal({ metric: 'orders', supports: 'uk' })),
  );
  expect(problems.map(({ path }) => path)).toEqual(['goals[2].id']);
});

test('a metric of which neither more nor less is better has no wrong way', async () => {
  const { problems, warnings } = await load(
    goals(
      relative({ id: 'a', metric: 'discounts', change: '-5 %' }),
      goal({ id: 'b', metric: 'discounts' }),
    ),
  );
  expect([...problems, ...warnings]).toEqual([]);
});

test('the goal files of the readme load, and nothing in them is hardly meant', async () => {
  const examples = await readmeExamples();
  expect(examples).toHaveLength(3);
  for (const text of examples) {
    const { problems, warnings, goals: found } = await load(text);
    expect([...problems, ...warnings]).toEqual([]);
    expect(found.length).toBeGreaterThan(0);
  }
});

test('the goals of the readme are specific, relevant and time-bound, but for the first, short one', async () => {
  for (const text of (await readmeExamples()).slice(1)) {
    const { goals: found } = await load(text);
    const byId = new Map(found.map((one) => [one.id, one]));
    expect(found.flatMap((one) => checkWritten(one, byId))).toEqual([]);
  }
});

test('a whole year may be compared with the same weekdays of last year', async () => {
  const { problems } = await load(goals(relative({ window: '2028', every: 'month' })));
  expect(problems).toEqual([]);
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
    'the company below another goal',
    `${goal({ id: 'a', parent: 'uk', company: 'true' })}${goal()}`,
    'goals[0].company: is true, and uk is its parent',
  ],
  [
    'supporting the parent',
    `${goal({ id: 'a', parent: 'uk', supports: 'uk' })}${goal()}`,
    'goals[0].supports: names the parent',
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
    'orders of weeks against those of a month',
    relative({
      metric: 'orders',
      every: 'week',
      baseline: '{ start: 2026-09-01, end: 2026-09-30 }',
    }),
    'goals[0].baseline: has 30 days, and a period of',
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

test('numbers keep all their digits, however they are written', async () => {
  const numbers = ['123456789012.345678', '+999999999999.999999', '1.50', '0x1F', '1e3'];
  const written = numbers.map(
    (number, n) =>
      `- { id: g${n}, title: T, metric: net_sales, owner: anna, type: reach, target: ${number}, window: 2026-10, company: true }`,
  );
  const band =
    '- { id: band, title: B, metric: net_sales, owner: anna, type: maintain, band: { min: 999999999999.999998, max: 999999999999.999999 }, window: 2026-10, company: true }';
  const loaded = await load(
    `owners: [{ id: anna, name: Anna }]\ngoals:\n${[...written, band].map((line) => `  ${line}`).join('\n')}\n`,
  );
  expect(loaded.problems).toEqual([]);
  expect(
    loaded.goals.map((one) => ('target' in one ? one.target : one.type === 'maintain' && one.band)),
  ).toEqual([
    '123456789012.345678',
    '999999999999.999999',
    '1.5',
    '31',
    '1000',
    { min: '999999999999.999998', max: '999999999999.999999' },
  ]);
});

test('an attribute and a number too long for a target keep their digits, or are refused with them', async () => {
  const loaded = await load(`
owners: [{ id: anna, name: Anna, role: seller, attributes: { target: 123456789012.345678 } }]
templates:
  - { role: seller, goal: { id: 'net-{id}', title: T, metric: net_sales, owner: '{id}', type: reach, target: '{target}', window: 2026-10, company: true } }
goals:
  - { id: long, title: T, metric: net_sales, owner: anna, type: reach, target: 12345678901234567890, window: 2026-10, company: true }
`);
  expect(loaded.goals).toMatchObject([{ id: 'net-anna', target: '123456789012.345678' }]);
  expect(loaded.problems).toMatchObject([
    { message: expect.stringContaining('at most 12 digits') },
  ]);
});
