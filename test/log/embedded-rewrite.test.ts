import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEmbeddedLog, type EmbeddedLog } from '../../pipeline/log/embedded/embedded-log.ts';

const SECRET = 'e1f2a3b4c5d6e7f8';

let dir: string;
let log: EmbeddedLog;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'goalstream-log-'));
  log = await openEmbeddedLog({ dir });
  await log.createTopics([
    { name: 'facts', partitions: 2, cleanup: 'delete' },
    { name: 'newest', partitions: 1, cleanup: 'compact' },
  ]);
});
afterEach(async () => {
  await log.close();
  rmSync(dir, { recursive: true, force: true });
});

function traces(): string[] {
  return readdirSync(dir).filter((name) => readFileSync(join(dir, name)).includes(SECRET));
}

test('nothing of the values that were replaced is left in the files', async () => {
  const long = 'x'.repeat(40_000);
  const values = Array.from({ length: 200 }, (_, n) =>
    n % 7 === 0 ? `${n} ${SECRET}` : n % 11 === 0 ? `${long}${SECRET}${long}` : `${n}`,
  );
  await log.append(
    'facts',
    values.map((value, n) => ({ key: `k${n}`, value })),
  );
  await log.append('newest', [{ key: 'a', value: SECRET }]);
  await log.append('newest', [{ key: 'a', value: 'other' }]);
  expect(traces()).not.toEqual([]);
  const changed = await log.rewrite('facts', ({ value }) =>
    value?.includes(SECRET) === true ? value.replaceAll(SECRET, 'gone') : undefined,
  );
  expect(changed).toBe(values.filter((value) => value.includes(SECRET)).length);
  expect(traces()).toEqual([]);
});

test('what newer values of a compacted topic replaced leaves the files though nothing changes', async () => {
  await log.append('newest', [{ key: 'a', value: SECRET }]);
  await log.append('newest', [{ key: 'a', value: 'other' }]);
  expect(traces()).not.toEqual([]);
  expect(await log.rewrite('newest', () => undefined)).toBe(0);
  expect(traces()).toEqual([]);
});
