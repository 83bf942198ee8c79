import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { GOAL_CASES, type GoalCase } from './goal-cases.ts';
import { AS_OF, CASES } from './project.ts';

interface Goal {
  readonly id: string;
  readonly reason?: string;
  readonly comparison?: { readonly words: string };
  readonly judge?: { readonly words: string };
  readonly marks?: readonly { readonly words: string }[];
}

/** What each row came to, for the table at the end. */
const outcomes: string[] = [];
const folders: string[] = [];

afterAll(async () => {
  for (const outcome of outcomes) console.log(outcome);
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

test.each(GOAL_CASES)('$project ($effective)', async ({ project, was = [], effective, goals }) => {
  const folder = await copyOf(project);
  const change = (from: 0 | 1) => rewrite(folder, was, from);
  await change(0);
  await sync(folder);
  if (effective !== undefined) {
    await change(1);
    await goalstream(folder, 'goals', 'apply', '--reason', 'a new plan', '--effective', effective);
  }
  const found = await attain(folder);
  const seen = goals.map((each) => seenOf(each, found.get(each.goal)));
  expect(seen).toEqual(goals.map(({ goal, is, says }) => ({ goal, is, says: says?.source })));
  for (const { goal, is, says } of goals) {
    outcomes.push(`${project}: ${goal}  ${Object.values(is).join(', ')} ${says?.source ?? ''}`);
  }
});

test('display: a corrected row changes a past day, and it is said', async () => {
  const folder = await copyOf('display');
  await sync(folder);
  const { stdout } = await runCli(['attain', '--as-of', '2026-11-29', '--json'], folder);
  expect(JSON.parse(stdout)).toMatchObject({ past: true });
  outcomes.push('display: q4 --as-of 2026-11-29  facts are said to be as known now');
});

test('a goal with the id total counts once', async () => {
  const folder = await copyOf('display');
  const path = join(folder, 'goals', 'g.yaml');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replaceAll('id: near', 'id: total'));
  await sync(folder);
  expect((await attain(folder)).get('total')).toMatchObject({ actual: '999.96' });
  outcomes.push('display: id total  999.96');
});

test.each([
  ['metrics/m.yaml', 'value: gross}', 'value: gross - discount}', 'defined in another way'],
  [
    'goalstream.yaml',
    'timezone: America/New_York',
    'timezone: Europe/Copenhagen',
    'business.timezone',
  ],
  ['goalstream.yaml', 'currency: EUR }', 'currency: DKK }', 'business.currency'],
])('tzchange: %s, %s becomes %s', async (file, before, after, said) => {
  const folder = await copyOf('tzchange');
  await sync(folder);
  const path = join(folder, file);
  const text = await readFile(path, 'utf8');
  expect(text).toContain(before);
  await writeFile(path, text.replace(before, after));
  const { code, stderr } = await runCli(['attain', '--as-of', AS_OF], folder);
  expect(stderr).toContain(said);
  expect(code).toBe(2);
  outcomes.push(`tzchange: ${before} → ${after}  refused: ${said}`);
});

/** What a goal came to, in the shape of its case. */
function seenOf({ goal, is, says }: GoalCase, found: Goal | undefined) {
  const values = Object.keys(is).map((path) => [path, valueAt(found, path)]);
  const words = wordsOf(found);
  const said = says === undefined || says.test(words) ? says?.source : words;
  return { goal, is: Object.fromEntries(values) as GoalCase['is'], says: said };
}

function valueAt(of: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], of);
}

function wordsOf(goal: Goal | undefined): string {
  const marks = goal?.marks?.map(({ words }) => words) ?? [];
  return [goal?.reason, goal?.comparison?.words, goal?.judge?.words, ...marks].join('\n');
}

async function copyOf(project: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'goalstream-case-'));
  folders.push(folder);
  await cp(join(CASES, 'goals', project), folder, { recursive: true });
  const path = join(folder, 'goalstream.yaml');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace(/^server:.*\n/m, ''));
  return folder;
}

/** Puts earlier texts in the goal files, or takes them back. */
async function rewrite(
  folder: string,
  changes: readonly (readonly [string, string])[],
  from: 0 | 1,
): Promise<void> {
  for (const name of await readdir(join(folder, 'goals'))) {
    const path = join(folder, 'goals', name);
    let text = await readFile(path, 'utf8');
    for (const pair of changes) {
      const [old = '', next = ''] = from === 0 ? pair : pair.toReversed();
      expect(text).toContain(old);
      text = text.replaceAll(old, next);
    }
    await writeFile(path, text);
  }
}

/** A file may have records that are impossible on purpose. */
async function sync(folder: string): Promise<void> {
  const { code, stdout, stderr } = await runCli(['sync', '--json'], folder);
  if (code === 2) throw new Error(`sync: ${stdout}\n${stderr}`);
}

async function goalstream(folder: string, ...args: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await runCli(args, folder);
  if (code !== 0) throw new Error(`${args.join(' ')}: ${stdout}\n${stderr}`);
}

async function attain(folder: string): Promise<ReadonlyMap<string, Goal>> {
  const { stdout, stderr } = await runCli(['attain', '--as-of', AS_OF, '--json'], folder);
  if (!stdout.includes('"goals"')) throw new Error(`attain: ${stdout}\n${stderr}`);
  const { goals } = JSON.parse(stdout) as { readonly goals: readonly Goal[] };
  return new Map(goals.map((goal) => [goal.id, goal]));
}
