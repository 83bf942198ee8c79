import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openLogger } from '../../pipeline/app/logger.ts';
import { learnSecrets } from '../../pipeline/redaction.ts';
import { until } from '../support/until.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goalstream-logger-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const FULL = '/dev/full';

test.skipIf(!existsSync(FULL))(
  `a full disk is said once and stops nothing (needs ${FULL})`,
  async () => {
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    symlinkSync(FULL, join(folder, 'goalstream.log'));
    const { logger, close } = openLogger(folder);
    for (let n = 0; n < 20; n++) {
      logger.info({ n }, 'an event');
      await sleep(5);
    }
    await until(() => said.mock.calls.length > 0);
    expect(said.mock.calls).toHaveLength(1);
    expect(String(said.mock.calls[0]?.[0])).toContain("goalstream.log can't be written: ENOSPC");
    await close();
  },
);

test('events are lines of JSON', async () => {
  const { logger, close } = openLogger(folder);
  logger.info({ password: 'secret' }, 'an event');
  await close();
  const path = join(folder, 'goalstream.log');
  await until(() => existsSync(path) && readFileSync(path, 'utf8').includes('an event'));
  expect(readFileSync(path, 'utf8')).not.toContain('secret');
  unlinkSync(path);
});

test('a file that can never be opened stops nothing, also at the end', async () => {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  mkdirSync(join(folder, 'goalstream.log'));
  const { logger, close } = openLogger(folder);
  await until(() => said.mock.calls.length > 0);
  for (let n = 0; n < 20; n++) logger.info({ n }, 'an event');
  await close();
  expect(said.mock.calls).toHaveLength(1);
});

test('a process whose file can never be opened ends as it meant to', () => {
  mkdirSync(join(folder, 'goalstream.log'));
  const logger = new URL('../../pipeline/app/logger.ts', import.meta.url).href;
  const script = `const { openLogger } = await import(${JSON.stringify(logger)});
    const { logger, close } = openLogger(${JSON.stringify(folder)});
    logger.info('an event');
    await close();`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script]);
  expect(String(stderr)).toMatch(
    /^goalstream.log can't be written: EISDIR.*; goalstream goes on\n$/,
  );
  expect(status).toBe(0);
});

test('events have no secret and nothing that a terminal acts on', async () => {
  learnSecrets(['CANARY-log']);
  const { logger, close } = openLogger(folder);
  logger.error({ url: 'http://u:CANARY-log@h/', title: 'a\u001B[2J\u009B\u202E' }, 'of CANARY-log');
  await close();
  const text = readFileSync(join(folder, 'goalstream.log'), 'utf8');
  expect(text).not.toContain('CANARY');
  expect(text).toMatch(/^[^\p{Cc}\u202E]+\n$/u);
  expect(JSON.parse(text)).toMatchObject({ title: 'a\u001B[2J\u009B\u202E' });
});
