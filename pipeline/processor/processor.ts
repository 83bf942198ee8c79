import { setTimeout as sleep } from 'node:timers/promises';
import { FACT_TYPES, factTopic, type FactType } from '../../schemas/facts.ts';
import type { Goal } from '../../schemas/goals.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { compileRules } from '../attribution/attribute.ts';
import type { Consumer, HandlerContext, Log } from '../log/log.ts';
import type { Store } from '../store/store.ts';
import { FACT_TOPICS, GROUPS } from '../topics.ts';
import { aggregateBatch } from './aggregate-stage.ts';
import { attributeBatch } from './attribute-stage.ts';
import { countersByPart } from './recompute-sql.ts';
import { reattribute } from './reattribute.ts';
import { rulesRevision } from './revision.ts';

export interface ProcessorOptions {
  readonly store: Store;
  readonly log: Log;
  readonly goals: readonly Goal[];
  /** ms since the epoch. */
  readonly now: () => number;
  readonly onReattributing?: (progress: { done: number; total: number }) => void;
}

export interface Processor {
  /** Lets the batches in hand finish and commit, then stops. */
  stop(): Promise<void>;
  /** Rejects where a stage stopped by an error. */
  readonly done: Promise<void>;
}

/** Facts in one batch: large enough that the engine's cost per part stays small, small enough for memory. */
const FACTS_PER_BATCH = 12_000;
/** Consumers that share the partitions: one decodes while the other waits for the store. */
const ATTRIBUTING = 2;
const MARKS_PER_BATCH = 100_000;
/** Recomputing takes at most this share of the time while facts are streaming in. */
const RECOMPUTE_SHARE = 0.05;
const MAX_PAUSE_MS = 5_000;

/**
 * Starts both stages. Facts attributed under other goals are attributed anew first, so that the
 * aggregates are always those of the goals given.
 */
export async function startProcessor(options: ProcessorOptions): Promise<Processor> {
  const { store, log, goals, now } = options;
  const rules = compileRules(goals, metrics);
  const revision = rulesRevision(goals);
  const counters = countersByPart(goals, metrics);
  await reattribute({
    store,
    log,
    rules,
    revision,
    ...(options.onReattributing === undefined ? {} : { onProgress: options.onReattributing }),
  });
  const types = new Map<string, FactType>(FACT_TYPES.map((type) => [factTopic(type), type]));
  const startAttributing = () =>
    log.consume({
      group: GROUPS.attribute,
      topics: FACT_TOPICS,
      maxRecords: FACTS_PER_BATCH,
      handler: async (batch) => {
        const type = types.get(batch.topic);
        if (type === undefined) return;
        await attributeBatch({ store, log, rules: () => ({ rules, revision }), now }, type, batch);
      },
    });
  const attributing = await Promise.all(Array.from({ length: ATTRIBUTING }, startAttributing));
  const aggregate = await log.consume({
    group: GROUPS.aggregate,
    topics: ['marks'],
    maxRecords: MARKS_PER_BATCH,
    handler: async (batch, context) => {
      const started = performance.now();
      await aggregateBatch({ store, counters: () => counters }, batch);
      await rest(performance.now() - started, log, context);
    },
  });
  return together([...attributing, aggregate]);
}

/** Waits so that recomputing stays a small share of the time, but not once no facts are waiting. */
async function rest(spentMs: number, log: Log, { signal }: HandlerContext): Promise<void> {
  const until =
    performance.now() + Math.min(MAX_PAUSE_MS, (spentMs * (1 - RECOMPUTE_SHARE)) / RECOMPUTE_SHARE);
  while (performance.now() < until && !signal.aborted && (await factsWaiting(log))) await sleep(50);
}

async function factsWaiting(log: Log): Promise<boolean> {
  const lag = await log.lag(GROUPS.attribute, FACT_TOPICS);
  return lag.some(({ end, committed }) => end > committed);
}

function together(consumers: readonly Consumer[]): Processor {
  return {
    stop: async () => {
      await Promise.all(consumers.map((consumer) => consumer.stop()));
    },
    done: Promise.race(consumers.map((consumer) => consumer.done)),
  };
}
