import { inTransaction } from './database.ts';
import type { Storage } from './storage.ts';

const STEP = 2_000;
type Topic = ReturnType<Storage['topics']>[number];

/**
 * Removes records of `delete` topics, and tombstones of compacted ones, that every known group has
 * committed and that are older than the retention. A delete topic that no group has ever read keeps
 * everything. Gives way to other work between steps. Answers how many records went.
 * @param now what the age of records is measured by, ms since the epoch.
 */
export async function trim(
  storage: Storage,
  defaultRetainMs: number,
  now: number,
): Promise<number> {
  let removed = 0;
  for (const { spec } of storage.topics()) {
    for (let partition = 0; partition < spec.partitions; partition += 1) {
      let count = STEP;
      while (count === STEP) {
        count = trimStep(storage, spec.name, partition, defaultRetainMs, now);
        removed += count;
        await new Promise((resolve) => void setImmediate(resolve));
        if (!storage.db.isOpen) return removed;
      }
    }
  }
  return removed;
}

function trimStep(
  storage: Storage,
  name: string,
  partition: number,
  retainMs: number,
  now: number,
): number {
  const topic = storage.topic(name);
  const olderThan = now - (topic.spec.retainMs ?? retainMs);
  const below = storage.lowestCommitted(topic, partition);
  return inTransaction(storage.db, `trim topic "${name}"`, () => {
    if (topic.spec.cleanup === 'compact') {
      return dropTombstones(storage, topic, partition, below ?? Infinity, olderThan);
    }
    if (below === undefined) return 0;
    return topic.partitions[partition]?.trimStart(below, olderThan, STEP) ?? 0;
  });
}

function dropTombstones(
  storage: Storage,
  topic: Topic,
  partition: number,
  below: number,
  olderThan: number,
): number {
  const table = topic.partitions[partition];
  if (table === undefined) return 0;
  const tombstones = table.tombstones(Math.min(below, table.end), olderThan, STEP);
  for (const [offset, key] of tombstones) storage.forgetTombstone(topic, table, offset, key);
  return tombstones.length;
}
