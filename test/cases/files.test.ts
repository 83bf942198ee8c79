import { existsSync } from 'node:fs';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { FILE_CASES, type FileCase } from './file-cases.ts';
import { CASES, CaseProject } from './project.ts';

/** What each case came to, for the table at the end. */
const outcomes = new Map<string, string>();

afterAll(() => {
  const width = Math.max(...[...outcomes.keys()].map((name) => name.length));
  for (const [name, outcome] of outcomes) console.log(`${name.padEnd(width)}  ${outcome}`);
});

test('every case of a file is in the table', async () => {
  const names = await readdir(join(CASES, 'files'));
  const own = ['29-failed-snapshot-half-applied'];
  expect([...FILE_CASES.map(({ name }) => name), ...own].toSorted()).toEqual(names.toSorted());
});

test.each(FILE_CASES)('$name', async (each) => {
  outcomes.set(each.name, 'WRONG');
  const project = await CaseProject.copy(`files/${each.name}`);
  try {
    await project.addGoals(each.add ?? []);
    const { says, code } = await project.sync();
    expect(says).toMatch(each.says ?? /^succeeded/);
    expect(code).toBeOneOf(each.says === undefined ? [0] : [0, 1]);
    expect(await project.figures()).toMatchObject(each.figures ?? {});
    if (each.fixed !== undefined) await fix(project, each);
    if (each.later !== undefined) await again(project, each, each.later);
    outcomes.set(each.name, outcomeOf(each));
  } finally {
    await project.remove();
  }
});

/** Does what the refusal names. */
async function fix(project: CaseProject, each: FileCase): Promise<void> {
  await project.configure((config) => {
    const { c } = config['connections'] as { c: { columns: object } };
    Object.assign(c, each.fix, { columns: { ...c.columns, ...each.columns } });
  });
  const { code, says } = await project.sync();
  expect({ code, says }).toMatchObject({ code: 0 });
  expect(await project.figures()).toMatchObject(each.fixed ?? {});
}

/** Syncs once more what changed meanwhile. */
async function again(
  project: CaseProject,
  { gone = [] }: FileCase,
  later: NonNullable<FileCase['later']>,
): Promise<void> {
  if (existsSync(project.path('then'))) {
    await cp(project.path('then'), project.path('.'), { recursive: true });
  }
  for (const name of gone) await rm(project.path(name));
  const { code, says } = await project.sync();
  expect(says).toMatch(later.says);
  expect(code).not.toBe(0);
  expect(await project.figures()).toMatchObject(later.figures);
}

function outcomeOf({ figures = {}, says, fixed, later }: FileCase): string {
  const text = (values: object) =>
    Object.entries(values)
      .map(([metric, value]) => `${metric} ${String(value)}`)
      .join(', ');
  return [
    `${says === undefined ? '' : 'refused with its fix, '}${text(figures)}`,
    ...(fixed === undefined ? [] : [`fixed: ${text(fixed)}`]),
    ...(later === undefined ? [] : [`then refused, ${text(later.figures)}`]),
  ].join('; ');
}

test('29-failed-snapshot-half-applied: a snapshot that fails changes no figure', async () => {
  const project = await CaseProject.copy('files/29-failed-snapshot-half-applied');
  try {
    const lines = (price: number) =>
      Array.from({ length: 20_000 }, (_, n) => `${n + 1},2026-03-01,1,${price},A`);
    const write = (rows: readonly string[]) =>
      writeFile(project.path('s.csv'), ['id,t,q,p,prod', ...rows, ''].join('\n'));
    await write(lines(1));
    expect((await project.sync()).code).toBe(0);
    expect(await project.figures()).toMatchObject({ net_sales: '20000' });
    await write(lines(2).with(15_000, '15001,2026-03-01,1,2,"A'));
    const { code, says } = await project.sync();
    expect(code).toBe(1);
    expect(says).toMatch(/s\.csv:15002: a quote opens a cell that never ends.*quote: none/);
    expect(await project.figures()).toMatchObject({ net_sales: '20000' });
    expect(await readFile(project.path('s.csv'), 'utf8')).toContain('15001');
    outcomes.set('29-failed-snapshot-half-applied', 'then refused, net_sales 20000');
  } finally {
    await project.remove();
  }
});
