import { expect, test } from 'vitest';
import { openDatabase } from '../../pipeline/log/embedded/database.ts';
import { Storage } from '../../pipeline/log/embedded/storage.ts';
import { WriteQueue } from '../../pipeline/log/embedded/write-queue.ts';

test('a full disk refuses the append with a retryable LogError and keeps the log whole', async () => {
  const db = openDatabase(':memory:');
  const storage = new Storage(db);
  storage.createTopics([{ name: 't', partitions: 1, cleanup: 'delete' }]);
  const writes = new WriteQueue(storage, () => undefined);
  const append = (count: number): Promise<unknown> => {
    const keys = Array.from({ length: count }, (_, i) => `k${i}`);
    const columns = { keys, values: keys.map(() => 'x'.repeat(1_000)) };
    return writes.add(count, () => storage.append('t', columns, 0));
  };
  await append(10);
  const pages = Number(db.prepare('pragma page_count').get()?.['page_count']);
  db.exec(`pragma max_page_count = ${pages + 2}`);
  const full = append(1_000);
  await expect(full).rejects.toMatchObject({ name: 'LogError', retry: true });
  await expect(full).rejects.toThrow(/disk is full/);
  expect(storage.lag('g', ['t'])).toMatchObject([{ end: 10 }]);
  db.exec('pragma max_page_count = 100000');
  await append(1_000);
  expect(storage.lag('g', ['t'])).toMatchObject([{ end: 1_010 }]);
  expect(storage.topic('t').partitions[0]?.read(0, 2_000, Infinity)).toHaveLength(1_010);
  db.close();
});
