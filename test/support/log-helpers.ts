import { randomUUID } from 'node:crypto';
import {
  recordsBehind,
  type ConsumeOptions,
  type Log,
  type LogRecord,
  type ReadRange,
  type StoredRecord,
} from '../../pipeline/log/log.ts';

/** A topic name of its own, so that suites can share a broker. */
function uniqueName(base: string): string {
  return `${base}-${randomUUID().slice(0, 8)}`;
}

export async function createTopic(
  log: Log,
  options: { partitions?: number; cleanup?: 'compact' | 'delete'; retainMs?: number } = {},
): Promise<string> {
  const name = uniqueName('topic');
  await log.createTopics([{ name, partitions: 3, cleanup: 'delete', ...options }]);
  return name;
}

/** Records with the keys k0…k9 in turn and the values from..from+count-1. */
export function numbered(count: number, from = 0): LogRecord[] {
  return Array.from({ length: count }, (_, i) => ({
    key: `k${(from + i) % 10}`,
    value: String(from + i),
  }));
}

/** Consumes until that many records have come, stops, and answers all that came. */
export async function collect(
  log: Log,
  topic: string,
  count: number,
  options: Partial<ConsumeOptions> = {},
): Promise<StoredRecord[]> {
  const seen: StoredRecord[] = [];
  const enough = Promise.withResolvers<void>();
  const consumer = await log.consume({
    group: 'readers',
    topics: [topic],
    maxRecords: 100,
    handler: async (batch) => {
      seen.push(...batch.records);
      if (seen.length >= count) enough.resolve();
    },
    ...options,
  });
  if (count > 0) await Promise.race([enough.promise, consumer.done]);
  await consumer.stop();
  await consumer.done;
  return seen;
}

/** All that a topic holds, of a range. */
export async function readAll(
  log: Log,
  topic: string,
  wanted?: ReadRange,
): Promise<StoredRecord[]> {
  const seen: StoredRecord[] = [];
  for await (const chunk of log.read(topic, wanted)) seen.push(...chunk);
  return seen;
}

/** How many records the group has yet to commit. */
export async function totalLag(log: Log, topic: string, group = 'readers'): Promise<number> {
  return recordsBehind(await log.lag(group, [topic]));
}

export function numbersOf(records: readonly LogRecord[]): number[] {
  return records.map(({ value }) => Number(value)).toSorted((a, b) => a - b);
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
