import type { KafkaMessage } from 'kafkajs';
import { type Change, LogError } from '../log.ts';
import { toLogError } from './errors.ts';
import { appendedOf, movedHeaders } from './moved.ts';
import { OutgoingMessages, type PlacedMessage } from './outgoing.ts';
import { fetchFrom } from './read.ts';
import type { Reader } from './reader.ts';
import { recordReader } from './records.ts';
import type { Sender } from './sender.ts';
import type { Topics } from './topics.ts';

/** Copies made before what they were made from is deleted: so many come twice after a crash, at most. */
const STEP_RECORDS = 20_000;

interface Partition {
  readonly reader: Reader;
  readonly sender: Sender;
  /** The topic's name in the cluster. */
  readonly topic: string;
  readonly partition: number;
  /** The new value of a message, undefined where it stays as it is. */
  readonly valueOf: (message: KafkaMessage) => string | undefined;
  /** What was appended before is not kept any longer, ms since the epoch. */
  readonly keptFrom: number;
}

/**
 * Gives records of a topic other values. Brokers can't change records, but delete all before an
 * offset: a partition with a record to change is copied to its own end step by step, and each step
 * is deleted once its copies are durable. So a record is there once or, after a crash, twice, and
 * never not at all. All of it is moved, for brokers' files go as a whole. Resolves to how many were
 * changed.
 */
export async function rewriteTopic(
  topics: Topics,
  reader: Reader,
  sender: Sender,
  topic: string,
  change: Change,
): Promise<number> {
  const { name, partitions } = await topics.info(topic);
  const { retentionMs } = await topics.settings(topic);
  const recordOf = recordReader();
  let changed = 0;
  for (const partition of partitions) {
    changed += await rewritePartition({
      reader,
      sender,
      topic: name,
      partition,
      valueOf: (message) => change(recordOf(message, partition)),
      keptFrom: Date.now() - retentionMs,
    });
  }
  return changed;
}

async function rewritePartition(within: Partition): Promise<number> {
  const { reader, topic, partition } = within;
  const start = (await reader.offsets(topic, [partition], 'start')).get(partition) ?? 0;
  const end = (await reader.offsets(topic, [partition], 'end')).get(partition) ?? 0;
  if (!(await anyChanges(within, start, end))) return 0;
  // Where deleting is not allowed, nothing is copied: every try would add as much.
  await reader.deleteBefore(topic, partition, start);
  return moveToEnd(within, start, end);
}

async function anyChanges(within: Partition, start: number, end: number): Promise<boolean> {
  for await (const { messages } of fetches(within, start, end)) {
    if (messages.some((message) => within.valueOf(message) !== undefined)) return true;
  }
  return false;
}

async function moveToEnd(within: Partition, start: number, until: number): Promise<number> {
  let changed = 0;
  let copied = 0;
  for await (const { messages, next } of fetches(within, start, until)) {
    const copies = messages.flatMap((message): PlacedMessage[] => {
      const value = within.valueOf(message);
      if (value !== undefined) changed += 1;
      return copyOf(within, message, value);
    });
    await send(within, copies);
    copied += copies.length;
    if (copied < STEP_RECORDS && next < until) continue;
    await within.reader.deleteBefore(within.topic, within.partition, next);
    copied = 0;
  }
  return changed;
}

/** A message as it goes to the end, with where and when it was appended first. */
function copyOf(
  { partition, keptFrom }: Partition,
  message: KafkaMessage,
  value: string | undefined,
): PlacedMessage[] {
  const { key, headers = {} } = message;
  const appended = appendedOf(headers) ?? {
    offset: Number(message.offset),
    timestamp: Number(message.timestamp),
  };
  if (appended.timestamp < keptFrom) return [];
  return [
    { key, value: value ?? message.value, partition, headers: movedHeaders(headers, appended) },
  ];
}

async function send(
  { sender, topic }: Partition,
  messages: readonly PlacedMessage[],
): Promise<void> {
  let outgoing = new OutgoingMessages();
  const sendGathered = async (): Promise<void> => {
    await sender.send(outgoing.messages).catch((error: unknown) => {
      throw toLogError(error, `append to ${topic}`);
    });
    outgoing = new OutgoingMessages();
  };
  for (const message of messages) {
    if (outgoing.put(topic, message)) continue;
    await sendGathered();
    outgoing.put(topic, message);
  }
  await sendGathered();
}

/** What a stretch holds, fetch by fetch. Rejects where any of it can't be read: nothing may be missed. */
async function* fetches(
  { reader, topic, partition }: Partition,
  from: number,
  to: number,
): AsyncGenerator<{ messages: readonly KafkaMessage[]; next: number }> {
  let position = from;
  while (position < to) {
    const { messages, next } = await fetchFrom(reader, topic, partition, position);
    if (next === undefined) {
      const message = `${topic}, partition ${partition} could not be read at offset ${position}`;
      throw new LogError(message, { retry: true });
    }
    position = Math.min(next, to);
    yield { messages: messages.filter(({ offset }) => Number(offset) < to), next: position };
  }
}
