import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { writeOnce } from '../../pipeline/write-once.ts';

const steps = vi.hoisted((): string[] => []);

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  return {
    ...real,
    link: async (from: string, to: string) => {
      steps.push('named');
      await real.link(from, to);
    },
    open: async (path: string, flags: string) => {
      const handle = await real.open(path, flags);
      const sync = handle.sync.bind(handle);
      handle.sync = async () => {
        steps.push(`flushed ${path}`);
        await sync();
      };
      return handle;
    },
  };
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goalstream-once-'));
  steps.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the first text stays, and nothing lies beside it', async () => {
  const path = join(folder, 'key');
  await writeOnce(path, 'first');
  await writeOnce(path, 'second');
  expect(readFileSync(path, 'utf8')).toBe('first');
  expect(readdirSync(folder)).toEqual(['key']);
});

test('the name is on disk too when it returns: its folder is flushed after it', async () => {
  await writeOnce(join(folder, 'key'), 'text');
  expect(steps).toEqual(['named', `flushed ${folder}`]);
});
