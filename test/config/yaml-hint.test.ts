import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConfigError, nearest } from '../../pipeline/config/problem.ts';
import { readYaml } from '../../pipeline/config/yaml-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goalstream-yaml-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function saidOf(yaml: string): Promise<readonly string[]> {
  const path = join(folder, 'g.yaml');
  await writeFile(path, yaml);
  const read = await readYaml(path, 'g.yaml');
  const problems = 'problems' in read ? read.problems : [];
  return problems.map(({ line, message, mend }) => `${line}: ${message}. ${mend}`);
}

test.each([
  ['a tab', 'owners:\n\t- id: a\n', '2: the line is indented by a tab. indent by spaces'],
  [
    'a key twice',
    'owners: [{ id: a, id: b }]\n',
    '1: a key stands here twice. take one of the two out',
  ],
  [
    'an open bracket',
    'owners: [{ id: a ]\n',
    '1: a bracket is not closed by }. write } where it ends',
  ],
  ['a colon in a title', 'goals:\n  - title: Sales: best\n', '2: a second colon'],
  ['a percent sign', 'change: %8\n', '1: a text begins with a character that YAML keeps'],
  [
    'a list without -',
    'owners:\n  - id: a\n   name: A\n',
    '3: a line of the list does not begin with -',
  ],
  ['two documents', 'owners: []\n---\ngoals: []\n', '2: a second document begins here'],
])('%s is told in words, once', async (_name, yaml, said) => {
  const [first, ...others] = await saidOf(yaml);
  expect(first).toContain(said);
  expect(others).toEqual([]);
});

test('open quotes are told first', async () => {
  const [first] = await saidOf('owners: [{ id: a, name: "A }]\n');
  expect(first).toContain('a text in quotes does not end. close the quotes');
});

test('only what is surely meant is proposed', () => {
  expect(nearest('net_sale', ['net_sales', 'gross_sales'])).toBe('net_sales');
  expect(nearest('NetSales', ['net_sales'])).toBe('net_sales');
  expect(nearest('ana', ['anna', 'ben'])).toBe('anna');
  expect(nearest('equlas', ['equals'])).toBe('equals');
  expect(nearest('bob', ['ben', 'jon'])).toBeUndefined();
  expect(nearest('x', ['g'])).toBeUndefined();
  expect(nearest('day', ['daily', 'weekly'])).toBeUndefined();
  expect(nearest('churn', ['csat', 'orders'])).toBeUndefined();
});

test('warnings are told beside mistakes', () => {
  const at = (message: string) => ({ file: 'g.yaml', path: 'p', message, mend: 'm' });
  const error = new ConfigError([at('wrong')], [at('odd')]);
  expect(error.message).toBe(
    '1 mistake in the configuration\n  g.yaml p: wrong. Mend: m.\nhardly meant\n  g.yaml p: odd. Mend: m.',
  );
});
