import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkText } from '../../pipeline/cli/goals-check.ts';
import { runCli, type CliResult } from '../support/cli.ts';

const CONFIG = 'business: { name: Shop, timezone: Europe/Copenhagen, currency: DKK }\n';
const GOOD = `owners: [{ id: anna, name: Anna }]
goals:
  - id: company
    title: Net sales of the whole company
    metric: net_sales
    owners: [{ owner: anna, share: '1' }]
    type: reach
    target: '1000'
    window: { start: 2026-01-01, end: 2026-12-31 }
    cadence: weekly
    company: true
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goalstream-check-'));
  await mkdir(join(folder, 'goals'));
  await writeFile(join(folder, 'goalstream.yaml'), CONFIG);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function check(goals: string, ...flags: string[]): Promise<CliResult> {
  await writeFile(join(folder, 'goals', 'goals.yaml'), goals);
  return runCli(['goals', 'check', ...flags], folder);
}

test('good goals pass the strict check, and what was not checked is said', async () => {
  const { code, stdout } = await check(GOOD, '--strict');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    mistakes: [],
    warnings: [],
    goals: 1,
    owners: 1,
    history: 'not read',
    findings: [],
    notes: [],
    past: [],
  });
});

test('a finding ends the strict check with 1 and names its place; without --strict with 0', async () => {
  const goals = GOOD.replace('    company: true\n', '');
  const { code, stdout } = await check(goals, '--strict', '--offline');
  expect(code).toBe(1);
  const { findings } = JSON.parse(stdout) as { findings: unknown[] };
  expect(findings).toEqual([
    {
      goal: 'company',
      aspect: 'relevant',
      field: 'parent',
      file: 'goals/goals.yaml',
      line: 3,
      message: expect.stringContaining('nothing says what the goal is for'),
      mend: expect.stringContaining('company: true'),
    },
  ]);
  expect((await check(goals)).code).toBe(0);
});

test('a mistake ends it with 2, as text and as JSON', async () => {
  const { code, stdout, stderr } = await check(GOOD.replace('net_sales', 'net_sale'), '--strict');
  expect(code).toBe(2);
  expect(stderr).toContain('goals/goals.yaml:5 goals[0].metric: there is no metric net_sale');
  expect(JSON.parse(stdout)).toMatchObject({
    mistakes: [{ file: 'goals/goals.yaml', line: 5, mend: 'write net_sales' }],
  });
});

test('on a terminal each finding is a line with place, field, aspect and mend', () => {
  const where = { goal: 'q4', file: 'goals/a.yaml', line: 7 };
  const text = checkText({
    goals: 2,
    owners: 1,
    history: 'empty',
    findings: [
      { ...where, aspect: 'relevant', field: 'parent', message: 'it is for nothing', mend: 'say' },
    ],
    notes: [{ ...where, aspect: 'achievable', field: 'target', message: 'met in 1 of 3' }],
    past: [],
  });
  expect(text.split('\n')).toEqual([
    '2 goals of 1 owner, no mistakes, 1 finding',
    '  goals/a.yaml:7 q4.parent, relevant: it is for nothing. Mend: say.',
    'to know',
    '  goals/a.yaml:7 q4.target, achievable: met in 1 of 3.',
    'the store has no facts yet: whether goals are within reach was not checked',
  ]);
});
