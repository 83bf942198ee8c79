import type { Admin } from 'kafkajs';
import type { PartitionLag } from '../log.ts';
import { RETRY_DELAYS } from './client.ts';
import { errorType, isFinal, toLogError } from './errors.ts';
import { type Offsets, offsetsByTopic } from './offsets.ts';
import { retried } from './retried.ts';
import type { Reader } from './reader.ts';
import type { TopicInfo, Topics } from './topics.ts';

interface Cluster {
  readonly admin: Admin;
  readonly reader: Reader;
  readonly topics: Topics;
}

/** Ends and commits of topics' partitions. `groupId` is the group's name in the cluster. */
export async function lagOf(
  { admin, reader, topics }: Cluster,
  groupId: string,
  names: readonly string[],
): Promise<PartitionLag[]> {
  const infos = new Map<string, TopicInfo>();
  for (const topic of names) infos.set(topic, await topics.info(topic));
  const asked = [...infos.values()];
  const [starts, ends, committed] = await Promise.all([
    reader.offsetsOf(asked, 'start'),
    reader.offsetsOf(asked, 'end'),
    committedOf(admin, groupId, asked),
  ]);
  return [...infos].flatMap(([topic, { name, partitions }]) =>
    partitions.map((partition) => {
      const of = (offsets: typeof ends): number => offsets.get(name)?.get(partition) ?? 0;
      return { topic, partition, end: of(ends), committed: Math.max(of(committed), of(starts)) };
    }),
  );
}

async function committedOf(
  admin: Admin,
  groupId: string,
  topics: readonly TopicInfo[],
): Promise<ReadonlyMap<string, Offsets>> {
  try {
    const names = topics.map(({ name }) => name);
    const found = await retried(RETRY_DELAYS, isFinal, () =>
      admin.fetchOffsets({ groupId, topics: names }),
    );
    return offsetsByTopic(found);
  } catch (error) {
    if (errorType(error) === 'GROUP_ID_NOT_FOUND') return new Map();
    throw toLogError(error, `read what the group ${groupId} has committed`);
  }
}
