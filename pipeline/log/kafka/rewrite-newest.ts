import type { Change, Log, LogRecord } from '../log.ts';

/** Appends new values for keys of a compacted topic; compaction takes the old ones. Tells how many. */
export async function rewriteNewest(
  log: Pick<Log, 'read' | 'append'>,
  topic: string,
  change: Change,
): Promise<number> {
  const newest = new Map<string, LogRecord>();
  for await (const records of log.read(topic)) {
    for (const { key, value, headers } of records) {
      newest.set(key, { key, value, ...(headers !== undefined && { headers }) });
    }
  }
  const changed = [...newest.values()].flatMap((record): LogRecord[] => {
    const value = change(record);
    return value === undefined ? [] : [{ ...record, value }];
  });
  await log.append(topic, changed);
  return changed.length;
}
