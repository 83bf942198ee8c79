import type { Command, Option } from 'commander';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { failureOf } from '../../pipeline/cli/failure.ts';
import { createProgram } from '../../pipeline/cli/program.ts';

const CONFIG = `business: { name: Shop, timezone: Europe/Copenhagen, currency: DKK }
data: data
connections:
  shop: { connector: csv, path: s.csv, fact: sale, columns: { id: id, occurredAt: t, orderId: id, amount: a } }
goals: []
`;

let folder: string;
let printed = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goalstream-options-'));
  await writeFile(join(folder, 'goalstream.yaml'), CONFIG);
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    printed += String(chunk);
    return true;
  });
});
afterAll(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

/** The exit code of a command line, which must end before anything is opened. */
async function codeOf(...args: readonly string[]): Promise<number> {
  try {
    await createProgram().parseAsync(['node', 'goalstream', ...args]);
  } catch (error) {
    if (existsSync(join(folder, 'data'))) throw new Error('something was opened', { cause: error });
    return failureOf(error).code;
  }
  return 0;
}

interface Leaf {
  /** "dead-letters list" */
  readonly path: readonly string[];
  readonly command: Command;
}

function leaves(command: Command, path: readonly string[] = []): readonly Leaf[] {
  if (command.commands.length === 0) return [{ path, command }];
  return command.commands.flatMap((child) => leaves(child, [...path, child.name()]));
}

const LEAVES = leaves(createProgram());
const OPTIONS = LEAVES.flatMap(({ path, command }) =>
  command.options
    .filter((option) => option.required)
    .map((option): [string, readonly string[], Option] => [
      `${path.join(' ')} ${option.flags}`,
      [...path, ...command.registeredArguments.filter((it) => it.required).map(() => 'some')],
      option,
    ]),
);

/** Values that may be any text: whether something has that name shows later. */
const FREE = /<(?:name|id|text|file)>/;

test('every command is looked at', () => {
  expect(LEAVES.length).toBeGreaterThan(20);
  expect(OPTIONS.length).toBeGreaterThan(40);
});

test.each(OPTIONS)('%s takes no empty value', async (_name, args, option) => {
  expect(await codeOf(...args, `${option.long}=`)).toBe(2);
});

test.each(OPTIONS.filter(([name]) => !FREE.test(name)))(
  '%s takes only what it means',
  async (_name, args, option) => {
    for (const bad of ['foo', '-1', '1e3', '2026-02-30', 'ftp://x', '1.5']) {
      expect([bad, await codeOf(...args, `${option.long}=${bad}`)]).toEqual([bad, 2]);
    }
  },
);

test.each(OPTIONS.filter(([name]) => name.endsWith('--connection <name>')))(
  '%s names a connection of the project',
  async (name, args) => {
    // Letters outlive their connections.
    if (name.startsWith('dead-letters')) return;
    const config = ['--config', join(folder, 'goalstream.yaml')];
    expect(await codeOf(...args, '--connection=nope', ...config)).toBe(2);
  },
);

test.each(
  LEAVES.map(({ path, command }): [string, readonly string[], Command] => [
    path.join(' '),
    path,
    command,
  ]),
)(
  '%s refuses what it does not know, and its help tells the exit codes',
  async (_name, path, command) => {
    expect(await codeOf(...path, '--frobnicate')).toBe(2);
    const args = command.registeredArguments.map(() => 'some');
    const open = command.registeredArguments.some((argument) => argument.variadic);
    expect(open || (await codeOf(...path, ...args, 'more')) === 2).toBe(true);
    printed = '';
    expect(await codeOf(...path, '--help')).toBe(0);
    expect(printed).toContain('Exit codes: 0 done');
  },
);

test.each([
  [[], 2],
  [['frobnicate'], 2],
  [['goals'], 2],
  [['goals', 'frobnicate'], 2],
  [['schema'], 2],
  [['schema', 'frobnicate'], 2],
  [['--version'], 0],
  [['help'], 0],
  [['--config', 'nowhere.yaml', 'status'], 2],
  [['status', '--config', 'nowhere.yaml'], 2],
  [['ledger', '--from', '2026-01-02', '--to', '2026-01-01', '--goal', 'g'], 2],
  [['ledger', '--from', '2026-01-02'], 2],
  [['ledger', '--limit', '5'], 2],
  [['reconcile', '--from', '2026-01-02', '--to', '2026-01-01'], 2],
  [['attain', '--team'], 2],
  [['sync', '--address', 'https://example.com'], 2],
  [['sync', '--setup', '--accept-shrink'], 2],
])('goalstream %j ends with %i', async (args, code) => {
  expect(await codeOf(...args)).toBe(code);
});
