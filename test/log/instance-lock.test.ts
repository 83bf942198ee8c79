import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DataDirBusyError, lockDataDir, readInstance } from '../../pipeline/instance-lock.ts';

const HOLDER = fileURLToPath(new URL('../support/hold-lock.ts', import.meta.url));
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lock-'));
});
afterEach(() => rm(dir, { recursive: true }));

test('publishes while it is held, and nothing after the release', async () => {
  expect(readInstance(join(dir, 'none'))).toBeUndefined();
  const lock = lockDataDir(dir);
  expect(readInstance(dir)).toBeUndefined();
  const details = { apiUrl: 'http://127.0.0.1:1', token: 's' };
  lock.publish(details);
  expect(readInstance(dir)).toMatchObject({ ...details, pid: process.pid });
  expect((await stat(join(dir, 'instance.json'))).mode & 0o777).toBe(0o600);
  expect(() => lockDataDir(dir)).toThrow(DataDirBusyError);
  expect(readInstance(dir)).toBeDefined();
  lock.release();
  lock.release();
  expect(readInstance(dir)).toBeUndefined();
  lockDataDir(dir).release();
});

test('another process is kept out until the holder is killed with -9', async () => {
  const holder = spawn(process.execPath, [HOLDER, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(holder, 'exit');
  await once(holder.stdout, 'data');
  expect(() => lockDataDir(dir)).toThrow(`process ${holder.pid}`);
  expect(readInstance(dir)).toMatchObject({ pid: holder.pid });
  holder.kill('SIGKILL');
  await exit;
  expect(readInstance(dir)).toBeUndefined();
  const lock = lockDataDir(dir);
  expect(readInstance(dir)).toBeUndefined();
  lock.release();
});
