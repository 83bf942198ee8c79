import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readYaml } from '../../pipeline/config/yaml-file.ts';
import { configSchema } from '../../schemas/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'goalstream-yaml-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'x.yaml');

const NINE = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
const BOMB = NINE.map((name, at) => {
  const what = at === 0 ? 'x' : `*${NINE[at - 1]}`;
  return `${name}: &${name} [${Array(9).fill(what).join(', ')}]`;
}).join('\n');

test.each<[string, string | Uint8Array, RegExp, number | undefined]>([
  ['an alias bomb', BOMB, /repeats values by \* so often/, 2],
  ['an alias of nothing', 'a: 1\nb: *nope', /nope/, 2],
  ['a value within itself', 'a: &a [*a]', /values within values/, 1],
  ['lists within lists', `a: ${'['.repeat(20_000)}`, /values within values/, 1],
  [
    'maps within maps',
    `a: ${'{ a: '.repeat(5_000)}1${'}'.repeat(5_000)}`,
    /values within values/,
    1,
  ],
  ['duplicate keys', 'a: 1\nb: 2\na: 3', /stands here twice/, 3],
  ['bytes that are no UTF-8', Buffer.from('a: 1\nb: Skovb\xf8', 'latin1'), /not in UTF-8/, 2],
])('%s is a mistake with its place', async (_name, text, message, line) => {
  writeFileSync(path, text);
  const read = await readYaml(path, 'x.yaml');
  const [problem] = 'problems' in read ? read.problems : [];
  expect(problem).toMatchObject({ file: 'x.yaml', message: expect.stringMatching(message), line });
  expect(problem?.mend).not.toBe('');
});

test('a folder, a file that is not there and one that is huge are mistakes', async () => {
  mkdirSync(join(folder, 'folder'), { recursive: true });
  writeFileSync(join(folder, 'huge'), 'a: 1');
  truncateSync(join(folder, 'huge'), 64 * 2 ** 20);
  for (const [name, message] of [
    ['folder', /it is a folder where a file is expected/],
    ['nothing', /it is not there/],
    ['huge', /larger than 32 MiB/],
  ] as const) {
    const read = await readYaml(join(folder, name), name);
    const [problem] = 'problems' in read ? read.problems : [];
    expect(problem?.message).toMatch(message);
  }
});

test('UTF-16 with its mark is read', async () => {
  writeFileSync(path, Buffer.from('\uFEFFa: Ærø', 'utf16le'));
  const read = await readYaml(path, 'x.yaml');
  expect('file' in read && read.file.data).toEqual({ a: 'Ærø' });
});

test('a value that is repeated a few times is read', async () => {
  writeFileSync(path, 'a: &a { x: [1] }\nb: *a\nc: [*a, *a]');
  const read = await readYaml(path, 'x.yaml');
  expect('file' in read && read.file.data).toMatchObject({ c: [{ x: [1] }, { x: [1] }] });
});

test.each(['http://h:8123/?a=b', 'http://h:8123/#a'])('a store has no query: %s', (url) => {
  const business = { name: 'S', timezone: 'Europe/Copenhagen', currency: 'DKK' };
  const issues = configSchema.safeParse({ business, store: { url } }).error?.issues ?? [];
  expect(issues.map(({ message }) => message)).toEqual([expect.stringContaining('after ? or #')]);
});
