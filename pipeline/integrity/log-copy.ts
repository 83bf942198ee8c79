import { setTimeout as sleep } from 'node:timers/promises';
import { goalHistorySchema, type GoalHistory } from '../../schemas/goal-history.ts';
import { jsonOf } from '../log/json-value.ts';
import { DEAD_LETTERS } from '../dead-letters/letter-index.ts';
import { readEntry } from '../dead-letters/entry.ts';
import {
  recordsBehind,
  type Consumer,
  type Log,
  type LogRecord,
  type StoredRecord,
} from '../log/log.ts';
import { purge } from '../privacy/purge.ts';
import { passed } from '../privacy/passed.ts';
import { NativeBlock } from '../store/native-block.ts';
import { SmallColumn, TextColumn, WideColumn } from '../store/native-columns.ts';
import { WordColumn } from '../store/native-words.ts';
import type { Store } from '../store/store.ts';
import { GOALS_TOPIC, GROUPS, PRIVACY_TOPIC } from '../topics.ts';

/** What only the log knows: no source can give it again. */
const COMPACTED: readonly string[] = [GOALS_TOPIC, PRIVACY_TOPIC];
export const COPIED_TOPICS: readonly string[] = [...COMPACTED, DEAD_LETTERS];

const RECORDS_PER_BATCH = 500;
/** How often a difference is looked at, and how long between two looks, ms. */
const LOOKS = 3;
const LOOK_EVERY_MS = 500;

/** Copies what only the log knows into the store as it comes. */
export function startCopying(store: Store, log: Pick<Log, 'consume'>): Promise<Consumer> {
  return log.consume({
    group: GROUPS.copy,
    topics: COPIED_TOPICS,
    maxRecords: RECORDS_PER_BATCH,
    handler: ({ topic, records }) => insert(store, topic, [...records]),
  });
}

async function insert(
  store: Store,
  topic: string,
  records: readonly StoredRecord[],
): Promise<void> {
  const block = new NativeBlock(records.length);
  const { length } = records;
  const topics = block.add('topic', new WordColumn(length));
  const slots = block.add('slot', new TextColumn(length));
  const keys = block.add('key', new TextColumn(length));
  const values = block.add('value', new TextColumn(length));
  const gone = block.add('gone', new SmallColumn('UInt8', length));
  const headers = block.add('headers', new TextColumn(length));
  const partitions = block.add('partition', new SmallColumn('UInt32', length));
  const offsets = block.add('offset', new WideColumn('UInt64', length));
  const times = block.add('appended_at', new WideColumn('UInt64', length));
  for (const record of records) {
    const { key, value, partition, offset, timestamp } = record;
    const row = block.nextRow();
    topics.set(row, topic);
    slots.set(row, COMPACTED.includes(topic) ? key : `${partition}@${offset}`);
    keys.set(row, key);
    values.set(row, value ?? '');
    gone.set(row, value === null ? 1 : 0);
    headers.set(row, JSON.stringify(record.headers ?? {}));
    partitions.set(row, partition);
    offsets.set(row, offset);
    times.set(row, timestamp);
  }
  await store.insert('log_copy', block);
  block.release();
}

interface CopiedRow extends Record<'key' | 'value' | 'headers', string> {
  readonly gone: number;
}

/**
 * Appends what the copy has and the log has not: agreed goals, requests, and dead letters that
 * nobody has replayed, under their keys. Afterwards the copy begins again, for the log counts from
 * new offsets. Doing it again after a crash changes nothing but how often a letter came.
 * @returns how many records were restored.
 */
export async function restoreLog(store: Store, log: Log): Promise<number> {
  let restored = 0;
  for (const topic of COPIED_TOPICS) {
    const records = await recordsToRestore(store, log, topic);
    for (let from = 0; from < records.length; from += RECORDS_PER_BATCH) {
      await log.append(topic, records.slice(from, from + RECORDS_PER_BATCH));
    }
    restored += records.length;
  }
  for (const topic of COPIED_TOPICS) await copyAgain(store, log, topic);
  return restored;
}

/**
 * Whether the agreed goals are as they were copied; true while some are not copied yet. Other workers
 * may agree goals between the looks, so a difference must stay.
 */
export async function isCopyEqual(
  store: Store,
  log: Pick<Log, 'lag' | 'latestByKey'>,
): Promise<boolean> {
  for (let look = 0; look < LOOKS; look++) {
    if (look > 0) await sleep(LOOK_EVERY_MS);
    if (await looksEqual(store, log)) return true;
  }
  return false;
}

async function looksEqual(store: Store, log: Pick<Log, 'lag' | 'latestByKey'>): Promise<boolean> {
  if (recordsBehind(await log.lag(GROUPS.copy, [GOALS_TOPIC])) > 0) return true;
  const latest = await log.latestByKey(GOALS_TOPIC);
  const rows = await store.query<CopiedRow>(
    'SELECT key, value, gone FROM log_copy FINAL WHERE topic = {topic:String}',
    { topic: GOALS_TOPIC },
  );
  return rows.every(
    ({ key, value, gone }) => (latest.get(key) ?? null) === (gone === 1 ? null : value),
  );
}

async function recordsToRestore(store: Store, log: Log, topic: string): Promise<LogRecord[]> {
  const rows = await store.query<CopiedRow>(
    `SELECT key, value, gone, headers FROM log_copy FINAL WHERE topic = {topic:String}
     ORDER BY partition, offset`,
    { topic },
  );
  const records = rows
    .filter(({ key }) => !key.startsWith('turn/'))
    .map(({ key, value, gone, headers }) => ({
      key,
      value: gone === 1 ? null : value,
      headers: JSON.parse(headers) as Record<string, string>,
    }));
  return COMPACTED.includes(topic)
    ? differing(records, await log.latestByKey(topic))
    : openLetters(records, await keysOf(log, topic));
}

/** What the log lacks, or has in an older state: a copy of before must not take back what came later. */
function differing(
  records: readonly LogRecord[],
  latest: ReadonlyMap<string, string>,
): LogRecord[] {
  return records.filter(({ key, value }) => {
    const present = latest.get(key);
    return present === undefined ? value !== null : isLater(value, present);
  });
}

/** Whether one state of a goal's history has more revisions than another, or more baselines measured. */
function isLater(value: string | null, present: string): boolean {
  const [copied, known] = [value, present].map((text) => goalHistorySchema.safeParse(jsonOf(text)));
  if (copied?.success !== true || known?.success !== true) return false;
  const [own, other] = [copied.data, known.data].map(({ revisions }) => revisions);
  const more = (own?.length ?? 0) - (other?.length ?? 0);
  return more > 0 || (more === 0 && measuredIn(own) > measuredIn(other));
}

function measuredIn(revisions: GoalHistory['revisions'] = []): number {
  return revisions.reduce((sum, { baseline }) => sum + (baseline?.periods.length ?? 0), 0);
}

/** Letters of keys that nobody has replayed, and that the log does not have. */
function openLetters(records: readonly LogRecord[], present: ReadonlySet<string>): LogRecord[] {
  const replayed = new Set(
    records.filter((record) => readEntry(record)?.kind === 'resolution').map(({ key }) => key),
  );
  return records.filter(({ key }) => !replayed.has(key) && !present.has(key));
}

async function keysOf(log: Log, topic: string): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for await (const records of log.read(topic)) for (const { key } of records) keys.add(key);
  return keys;
}

/**
 * Copies the topics that name people once more after they were changed in place, and takes the old
 * copy off the disk. Nothing is done where nothing was copied yet.
 */
export async function copyRenamed(store: Store, log: Log, signal: AbortSignal): Promise<void> {
  const topics = [DEAD_LETTERS, PRIVACY_TOPIC];
  const [any] = await store.query(
    'SELECT 1 FROM log_copy WHERE topic IN {topics:Array(String)} LIMIT 1',
    { topics },
  );
  if (any === undefined) return;
  await passed(log, GROUPS.copy, topics, signal);
  for (const topic of topics) await copyAgain(store, log, topic);
  await purge(store, 'log_copy', `'none'`);
}

async function copyAgain(store: Store, log: Log, topic: string): Promise<void> {
  await store.command(`ALTER TABLE log_copy DROP PARTITION {topic:String}`, { topic });
  if (!COMPACTED.includes(topic)) {
    for await (const records of log.read(topic)) await insert(store, topic, records);
    return;
  }
  // A reader may still find records that newer ones have replaced: they are none of the copy's.
  const newest = new Map<string, StoredRecord>();
  for await (const records of log.read(topic)) {
    for (const record of records) newest.set(record.key, record);
  }
  if (newest.size > 0) await insert(store, topic, [...newest.values()]);
}
