import { setTimeout as sleep } from 'node:timers/promises';
import { FACT_TYPES, factTopic, type FactType } from '../../schemas/facts.ts';
import {
  recordsBehind,
  type Batch,
  type Consumer,
  type HandlerContext,
  type Log,
} from '../log/log.ts';
import type { Store } from '../store/store.ts';
import { ATTRIBUTE_TOPICS, FACT_TOPICS, GROUPS } from '../topics.ts';
import { aggregateBatch } from './aggregate-stage.ts';
import { attributeBatch } from './attribute-stage.ts';
import { markChangedParts } from './changed-parts.ts';
import { Covered, type MarkEnds } from './covered.ts';
import { askForPass, rewriting } from './passes.ts';
import { openRates } from './rates.ts';
import type { RuleSource } from './rule-set.ts';

/** The two stages: facts to goals, and dirty days to aggregates. */
export type Stage = 'attribute' | 'aggregate';

export interface ProcessorOptions {
  readonly store: Store;
  readonly log: Log;
  readonly rules: RuleSource;
  /** The business's, ISO 4217. */
  readonly currency: string;
  readonly stages: readonly Stage[];
  /** Facts in one batch, at most: many, because the engine's cost is by parts; few, for memory. */
  readonly factsPerBatch: number;
  /** ms since the epoch. */
  readonly now: () => number;
  readonly onReattributing?: (progress: { done: number; total: number }) => void;
  /** A stage has finished a batch; `ms` without waiting. */
  readonly onBatch?: (report: { stage: Stage; records: number; ms: number }) => void;
}

export interface Processor {
  /** Lets the batches in hand finish and commit, then stops. */
  stop(): Promise<void>;
  /** Resolves when all stages have stopped; rejects as soon as one stopped by an error. */
  readonly done: Promise<void>;
}

/** Batches side by side: one is decoded while the other waits for the store. */
const ATTRIBUTING = 2;
const MARKS_PER_BATCH = 100_000;
/** With more facts waiting than this, they are being caught up with, and freshness can wait. */
const BACKLOG = 5_000;
/** While that is so, the figures are made anew this often, ms: most days would change again at once. */
const PAUSE_MS = 60_000;
/** And the pause is at least so many times what the last time took. */
const PAUSE_FACTOR = 10;
/** How often a resting stage looks whether it is still so, ms. */
const LOOK_EVERY_MS = 300;
/** How long the backlog's last facts are waited for, and how often they are looked for, ms. */
const LAST_FACTS_MS = 2_000;
const LOOK_AT_LAST_MS = 50;

/**
 * Starts stages. Facts that were attributed by other rules or rates than those of now are attributed
 * anew: at the start, and whenever goals or rates change, by the worker that has the topic of goals.
 */
export async function startProcessor(options: ProcessorOptions): Promise<Processor> {
  const starts = { attribute: startAttributing, aggregate: startAggregating };
  const consumers: Consumer[] = [];
  for (const stage of options.stages) consumers.push(await starts[stage](options));
  return {
    stop: async () => {
      await Promise.all(consumers.map((consumer) => consumer.stop()));
    },
    done: Promise.all(consumers.map((consumer) => consumer.done)).then(() => undefined),
  };
}

async function startAttributing(options: ProcessorOptions): Promise<Consumer> {
  const { store, log, rules, currency, now, onReattributing } = options;
  const onProgress = onReattributing === undefined ? {} : { onProgress: onReattributing };
  const rates = openRates(store, currency);
  const bringUp = rewriting({ store, log, ...onProgress }, rules, rates);
  const onBehind = () => askForPass(log);
  const types = new Map<string, FactType>(FACT_TYPES.map((type) => [factTopic(type), type]));
  const context = { store, log, rules, rates, onBehind, now };
  await onBehind();
  return log.consume({
    group: GROUPS.attribute,
    topics: ATTRIBUTE_TOPICS,
    maxRecords: options.factsPerBatch,
    concurrency: ATTRIBUTING,
    handler: async (batch, { signal }) => {
      const type = types.get(batch.topic);
      if (type === undefined) return bringUp(signal);
      await reported(options, 'attribute', batch, () => attributeBatch(context, type, batch));
    },
  });
}

async function startAggregating(options: ProcessorOptions): Promise<Consumer> {
  const { store, log, rules } = options;
  await markChangedParts(store, log, (await rules()).counters);
  let covered = new Covered([], new Map());
  let rested = false;
  return log.consume({
    group: GROUPS.aggregate,
    topics: ['marks'],
    maxRecords: MARKS_PER_BATCH,
    handler: async (batch, context) => {
      const records = covered.open(batch.records);
      // After a pause the batch is an old one, and many marks more wait behind it.
      if (rested) covered = new Covered(records, await markEnds(log));
      const work = () => aggregateBatch({ store, rules }, { ...batch, records });
      rested = await rest(await reported(options, 'aggregate', batch, work), log, context);
    },
  });
}

async function markEnds(log: Log): Promise<MarkEnds> {
  const lag = await log.lag(GROUPS.aggregate, ['marks']);
  return new Map(lag.map(({ partition, end }) => [partition, end]));
}

/** Does a batch's work, reports it, and gives how long it took, ms. */
async function reported(
  { onBatch }: ProcessorOptions,
  stage: Stage,
  { records }: Batch,
  work: () => Promise<void>,
): Promise<number> {
  const started = performance.now();
  await work();
  const ms = performance.now() - started;
  onBatch?.({ stage, records: records.length, ms });
  return ms;
}

/**
 * Waits while there is a backlog, so that recomputing stays a small share of the time; then a little
 * for its last facts, which touch most days once more. Gives whether there was one.
 */
async function rest(spentMs: number, log: Log, { signal }: HandlerContext): Promise<boolean> {
  if ((await behind(log)) <= BACKLOG) return false;
  const pause = Math.max(PAUSE_MS, spentMs * PAUSE_FACTOR);
  const caughtUp = await waitFor(pause, LOOK_EVERY_MS, BACKLOG, log, signal);
  if (caughtUp) await waitFor(LAST_FACTS_MS, LOOK_AT_LAST_MS, 0, log, signal);
  return true;
}

/** Looks until no more facts are behind than so many, for a while at most; gives whether they are. */
async function waitFor(
  ms: number,
  everyMs: number,
  most: number,
  log: Log,
  signal: AbortSignal,
): Promise<boolean> {
  const until = performance.now() + ms;
  while (performance.now() < until && !signal.aborted) {
    if ((await behind(log)) <= most) return true;
    await sleep(everyMs);
  }
  return false;
}

async function behind(log: Log): Promise<number> {
  return recordsBehind(await log.lag(GROUPS.attribute, FACT_TOPICS));
}
