import { FACT_TYPES, factTopic } from '../schemas/facts.ts';
import type { TopicSpec } from './log/log.ts';

/** Consumer groups of the stages. */
export const GROUPS = {
  sync: 'sync',
  attribute: 'attribute',
  aggregate: 'aggregate',
  copy: 'copy',
} as const;

/** What is agreed: goals with their history, and the people they belong to. Compacted. */
export const GOALS_TOPIC = 'goals';

/** What people asked about their data, and what came of it. Compacted. */
export const PRIVACY_TOPIC = 'privacy';

/** Which log and store belong together, and what the store should hold. Compacted. */
export const INTEGRITY_TOPIC = 'integrity';

/** Facts that the store has lost. Compacted. */
export const DAMAGE_TOPIC = 'damage';

/** Partitions of the topics that several workers share. */
export interface Partitions {
  readonly facts: number;
  readonly marks: number;
}

/** One process reads the embedded log; its stages take what several partitions hold at once. */
export const EMBEDDED_PARTITIONS: Partitions = { facts: 4, marks: 1 };

/** A dead letter holds a whole message, escaped: four times the largest one is room enough. */
const LETTER_BYTES = 4 * 1_048_576;
/** What a source gave in its own words may name people: it is not kept for longer. */
const FOUR_WEEKS_MS = 28 * 86_400_000;

/** Every topic of the product, but for those of the connections' commands. */
export function topicsWith(partitions: Partitions): readonly TopicSpec[] {
  return [
    ...FACT_TYPES.map((type) => ({
      name: factTopic(type),
      partitions: partitions.facts,
      cleanup: 'delete' as const,
    })),
    { name: 'marks', partitions: partitions.marks, cleanup: 'delete' },
    {
      name: 'dead-letters',
      partitions: 1,
      cleanup: 'delete',
      retainMs: FOUR_WEEKS_MS,
      maxRecordBytes: LETTER_BYTES,
    },
    ...[
      GOALS_TOPIC,
      PRIVACY_TOPIC,
      INTEGRITY_TOPIC,
      DAMAGE_TOPIC,
      'cursors',
      'runs',
      'workers',
    ].map((name) => ({
      name,
      partitions: 1,
      cleanup: 'compact' as const,
    })),
  ];
}

/** The commands of one connection. Its one partition has one reader, who runs the connection. */
export function commandTopic(connection: string): TopicSpec {
  return { name: `commands.${connection}`, partitions: 1, cleanup: 'delete' };
}

export const FACT_TOPICS: readonly string[] = FACT_TYPES.map(factTopic);

/** Topics whose records `goalstream replay` can take in again. */
export const REPLAYABLE_TOPICS: readonly string[] = [...FACT_TOPICS, 'marks'];

/** What attribution consumes. Whoever has the one partition of goals attributes anew when they change. */
export const ATTRIBUTE_TOPICS: readonly string[] = [...FACT_TOPICS, GOALS_TOPIC];
