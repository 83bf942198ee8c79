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

/** Reads what is in a range when reading begins, partition by partition. */
export async function* readTopic(
  topics: Topics,
  reader: Reader,
  topic: string,
  range: ReadRange,
): AsyncGenerator<readonly StoredRecord[]> {
  const info = await topics.info(topic);
  const { stampedByBroker } = await topics.settings(topic);
  const stretches = await findStretches(reader, chosen(info, topic, range), range, stampedByBroker);
  for (const stretch of stretches) yield* readStretch(reader, info.name, stretch, range);
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
  range: ReadRange,
  stampedByBroker: boolean,
): Promise<Stretch[]> {
  const { fromOffset = 0, toOffset = Infinity, fromTime, toTime } = range;
  const starts = await reader.offsets(name, partitions, 'start');
  const ends = await reader.offsets(name, partitions, 'end');
  const first = fromTime === undefined ? starts : await reader.offsets(name, partitions, fromTime);
  // Producers' own times need not grow with the offsets, so that a late record may have an early one.
  const bounded = toTime !== undefined && stampedByBroker;
  const last = bounded ? await reader.offsets(name, partitions, toTime) : ends;
  return partitions.map((partition) => {
    const end = ends.get(partition) ?? 0;
    const from = Math.max(starts.get(partition) ?? 0, fromOffset, first.get(partition) ?? end);
    return { partition, from, to: Math.min(end, toOffset, last.get(partition) ?? end) };
  });
}

async function* readStretch(
  reader: Reader,
  topic: string,
  { partition, from, to }: Stretch,
  { fromTime = -Infinity, toTime = Infinity }: ReadRange,
): AsyncGenerator<readonly StoredRecord[]> {
  const recordOf = recordReader();
  let position = from;
  while (position < to) {
    const { messages, next } = await fetchFrom(reader, topic, partition, position);
    const records = messages
      .map((message) => recordOf(message, partition))
      .filter(({ offset }) => offset < to)
      .filter(({ timestamp }) => timestamp >= fromTime && timestamp < toTime);
    if (records.length > 0) yield records;
    position = next ?? to;
  }
}

/** Where retention has removed the place meanwhile, reading goes on at the new start. */
async function fetchFrom(
  reader: Reader,
  topic: string,
  partition: number,
  offset: number,
): ReturnType<Reader['fetch']> {
  try {
    return await reader.fetch(topic, partition, offset);
  } catch (error) {
    if (errorType(error) !== 'OFFSET_OUT_OF_RANGE') throw error;
    const start = (await reader.offsets(topic, [partition], 'start')).get(partition) ?? 0;
    if (start <= offset) return { messages: [], next: undefined };
    return { messages: [], next: start };
  }
}
