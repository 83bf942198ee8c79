import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { metrics } from '../../schemas/metrics/registry.ts';
import { loadGoals } from '../../pipeline/config/load-goals.ts';
import { formatProblem } from '../../pipeline/config/problem.ts';
import { oneGoal } from './mistakes/one-goal.ts';
import { people } from './mistakes/people.ts';
import { severalGoals } from './mistakes/several-goals.ts';

const mistakes = [...oneGoal, ...severalGoals, ...people];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goalstream-mistakes-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function saidOf(yaml: string): Promise<string> {
  await writeFile(join(folder, 'goals.yaml'), yaml);
  const { problems } = await loadGoals(folder, ['goals.yaml'], metrics, { fiscalStart: 7 });
  return problems.map((problem) => formatProblem(problem).trim()).join('\n');
}

test.each(mistakes)('$name', async ({ yaml, said }) => {
  expect(await saidOf(yaml)).toBe(said);
});

test('there are at least 40 mistakes, and no two of them are told alike', () => {
  const messages = mistakes.map(({ said }) => said.replace(/^\S+ [\w.[\]]+: /, ''));
  expect(messages.length).toBeGreaterThanOrEqual(40);
  expect(new Set(messages).size).toBe(messages.length);
});
