import type { ReadRange, StoredRecord } from '../log.ts';
import { LogError } from '../log.ts';
import { errorType } from './errors.ts';
import { recordReader } from './records.ts';
import type { Reader } from './reader.ts';
import type { TopicInfo, Topics } from './topics.ts';

interface Stretch {
  readonly partition: number;
  readonly from: number;
  readonly to: number;
}

type Wanted = (record: StoredRecord) => boolean;

/** Reads what is in a range when reading begins, partition by partition. */
export async function* readTopic(
  topics: Topics,
  reader: Reader,
  topic: string,
  range: ReadRange,
): AsyncGenerator<readonly StoredRecord[]> {
  const info = await topics.info(topic);
  const { fromTime = -Infinity, toTime = Infinity } = range;
  const wanted: Wanted = ({ timestamp }) => timestamp >= fromTime && timestamp < toTime;
  for (const stretch of await findStretches(reader, chosen(info, topic, range), range)) {
    yield* readStretch(reader, info.name, stretch, wanted);
  }
}

function chosen(info: TopicInfo, topic: string, { partition }: ReadRange): TopicInfo {
  if (partition === undefined) return info;
  if (info.partitions.includes(partition)) return { ...info, partitions: [partition] };
  const has = `it has ${info.partitions.length} partitions, from 0 on`;
  throw new LogError(`topic "${topic}" has no partition ${partition}: ${has}`, { retry: false });
}

async function findStretches(
  reader: Reader,
  { name, partitions }: TopicInfo,
  { fromOffset = 0, toOffset = Infinity, fromTime }: ReadRange,
): Promise<Stretch[]> {
  const starts = await reader.offsets(name, partitions, 'start');
  const ends = await reader.offsets(name, partitions, 'end');
  // Times need not grow with the offsets: what a rewrite has moved stands after later records.
  const first = fromTime === undefined ? starts : await reader.offsets(name, partitions, fromTime);
  return partitions.map((partition) => {
    const end = ends.get(partition) ?? 0;
    const from = Math.max(starts.get(partition) ?? 0, fromOffset, first.get(partition) ?? end);
    return { partition, from, to: Math.min(end, toOffset) };
  });
}

async function* readStretch(
  reader: Reader,
  topic: string,
  { partition, from, to }: Stretch,
  wanted: Wanted,
): AsyncGenerator<readonly StoredRecord[]> {
  const recordOf = recordReader();
  let position = from;
  let missed = false;
  while (position < to) {
    const { messages, next, gone } = await fetchFrom(reader, topic, partition, position);
    const records = messages
      .map((message) => recordOf(message, partition))
      .filter((record) => record.offset < to && wanted(record));
    if (records.length > 0) yield records;
    missed ||= gone === true;
    position = next ?? to;
  }
  if (missed) yield* readMoved(reader, topic, partition, to, wanted);
}

/** A rewrite may have moved to the end what was removed before it was read. */
async function* readMoved(
  reader: Reader,
  topic: string,
  partition: number,
  from: number,
  wanted: Wanted,
): AsyncGenerator<readonly StoredRecord[]> {
  const end = (await reader.offsets(topic, [partition], 'end')).get(partition) ?? 0;
  const moved: Wanted = (record) => record.firstOffset !== undefined && wanted(record);
  yield* readStretch(reader, topic, { partition, from, to: end }, moved);
}

interface Fetched {
  readonly messages: Awaited<ReturnType<Reader['fetch']>>['messages'];
  readonly next: number | undefined;
  /** The place had been removed: it goes on at the new start. */
  readonly gone?: true;
}

/** Where retention or a rewrite has removed the place meanwhile, reading goes on at the new start. */
export async function fetchFrom(
  reader: Reader,
  topic: string,
  partition: number,
  offset: number,
): Promise<Fetched> {
  try {
    return await reader.fetch(topic, partition, offset);
  } catch (error) {
    if (errorType(error) !== 'OFFSET_OUT_OF_RANGE') throw error;
    const start = (await reader.offsets(topic, [partition], 'start')).get(partition) ?? 0;
    if (start <= offset) return { messages: [], next: undefined };
    return { messages: [], next: start, gone: true };
  }
}
