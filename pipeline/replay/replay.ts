import { FACT_TYPES, factTopic } from '../../schemas/facts.ts';
import type {
  ReplayCounts,
  ReplayRange,
  ReplayRequest,
  ReplayResult,
} from '../../schemas/replay.ts';
import type { Log, ReadRange } from '../log/log.ts';
import type { AttributeContext } from '../processor/attribute-stage.ts';
import { GROUPS, REPLAYABLE_TOPICS } from '../topics.ts';
import { BadSelectionError } from './bad-selection.ts';
import { readRange } from './range.ts';
import { replayFacts } from './replay-facts.ts';
import { replayMarks } from './replay-marks.ts';

export interface ReplayContext extends AttributeContext {
  /** IANA name of the business's time zone, in which times without a zone are read. */
  readonly timezone: string;
}

/** A replay that has been understood and can be run. */
export interface Replay {
  /** Runs it; gives the counts after each step, and the result at the end. */
  run(signal?: AbortSignal): AsyncGenerator<ReplayCounts, ReplayResult>;
}

/**
 * Takes records of the log in again, where the stages have taken them in before: the store is healed
 * from the log and the days touched are marked, or, for topic `marks`, the days marked are made
 * anew. Nothing is appended to the topic again and no offset moves. Doing it again changes nothing,
 * and workers may run meanwhile: what they have not reached yet is left to them.
 * @throws BadSelectionError where the topic can't be replayed, or the range can't be read.
 */
export function prepareReplay(context: ReplayContext, request: ReplayRequest): Replay {
  const { topic } = request;
  if (!REPLAYABLE_TOPICS.includes(topic)) {
    throw new BadSelectionError(
      `topic ${topic} can't be replayed`,
      `write one of ${REPLAYABLE_TOPICS.join(', ')}.`,
    );
  }
  const understood = readRange(request, context.timezone);
  return {
    run: async function* (signal) {
      const counts = yield* steps(context, topic, understood.range, signal);
      return { topic, ...understood, ...counts };
    },
  };
}

async function* steps(
  context: ReplayContext,
  topic: string,
  range: ReplayRange,
  signal: AbortSignal | undefined,
): AsyncGenerator<ReplayCounts, ReplayCounts> {
  const type = FACT_TYPES.find((candidate) => factTopic(candidate) === topic);
  if (type === undefined) {
    return yield* replayMarks(
      context,
      await reached(context.log, 'aggregate', topic, range),
      signal,
    );
  }
  return yield* replayFacts(
    context,
    type,
    await reached(context.log, 'attribute', topic, range),
    signal,
  );
}

/** The range partition by partition, up to where the stage has come. */
async function reached(
  log: Log,
  stage: 'attribute' | 'aggregate',
  topic: string,
  range: ReplayRange,
): Promise<readonly ReadRange[]> {
  const lag = await log.lag(GROUPS[stage], [topic]);
  if (range.partition !== undefined && range.partition >= lag.length) {
    throw new BadSelectionError(
      `topic ${topic} has no partition ${range.partition}`,
      `it has ${lag.length}, counted from 0.`,
    );
  }
  return lag
    .filter(({ partition }) => (range.partition ?? partition) === partition)
    .map(({ partition, committed }) => ({
      ...range,
      partition,
      toOffset: Math.min(range.toOffset ?? Infinity, committed),
    }));
}
