import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEmbeddedLog, type EmbeddedLog } from '../../pipeline/log/embedded/embedded-log.ts';
import type { StoredRecord } from '../../pipeline/log/log.ts';

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

async function records(topic: string): Promise<StoredRecord[]> {
  const found: StoredRecord[] = [];
  for await (const some of log.read(topic)) found.push(...some);
  return found;
}

test('values are replaced where they stand, and nothing of the old ones is left in the files', async () => {
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
  const before = await records('facts');
  const changes = before.flatMap(({ partition, offset, value }) =>
    value?.includes(SECRET) === true
      ? [{ partition, offset, value: value.replaceAll(SECRET, 'gone') }]
      : [],
  );
  await log.rewrite?.('facts', changes);
  expect(traces()).toEqual([]);
  const after = await records('facts');
  expect(after).toEqual(
    before.map((record) => ({ ...record, value: record.value?.replaceAll(SECRET, 'gone') })),
  );
});

test('what is not there any more stays away, and consumers get the new values', async () => {
  await log.append('facts', [{ key: 'a', value: SECRET }]);
  const [record] = await records('facts');
  const { partition = 0, offset = 0 } = record ?? {};
  await log.rewrite?.('facts', [
    { partition, offset, value: 'new' },
    { partition, offset: 999, value: 'ghost' },
    { partition: 77, offset: 0, value: 'ghost' },
  ]);
  const got = Promise.withResolvers<readonly StoredRecord[]>();
  const consumer = await log.consume({
    group: 'g',
    topics: ['facts'],
    maxRecords: 10,
    handler: async (batch) => got.resolve(batch.records),
  });
  expect((await got.promise).map(({ value }) => value)).toEqual(['new']);
  await consumer.stop();
  expect(await records('facts')).toHaveLength(1);
});
