import type { TopicInfo } from './topics.ts';

/** Where in a partition: its first offset, its end, or the first record of a time (ms) or later. */
export type Position = 'start' | 'end' | number;

/** Offsets by partition. */
export type Offsets = ReadonlyMap<number, number>;

/** What kafkajs is to ask of topics' partitions. */
export function wanted(topics: readonly TopicInfo[], at: Position) {
  const where = typeof at === 'number' ? { fromTimestamp: at } : { fromBeginning: at === 'start' };
  return topics.map(({ name, partitions }) => ({
    topic: name,
    partitions: partitions.map((partition) => ({ partition })),
    ...where,
  }));
}

/** Offsets as kafkajs gives them, by topic. Without those that a broker tells by a negative number. */
export function offsetsByTopic(
  found: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
  }[],
): ReadonlyMap<string, Offsets> {
  return new Map(
    found.map(({ topic, partitions }) => {
      const known = partitions.filter(({ offset }) => Number(offset) >= 0);
      return [topic, new Map(known.map(({ partition, offset }) => [partition, Number(offset)]))];
    }),
  );
}
