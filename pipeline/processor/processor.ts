import { setTimeout as sleep } from 'node:timers/promises';
import { FACT_TYPES, factTopic, type FactType } from '../../schemas/facts.ts';
import type { Seals } from '../integrity/seals.ts';
import type { Consumer, Log } from '../log/log.ts';
import type { Store } from '../store/store.ts';
import { ATTRIBUTE_TOPICS, GROUPS } from '../topics.ts';
import { startAggregating } from './aggregating.ts';
import { attributeBatch } from './attribute-stage.ts';
import { askForPass, rewriting } from './passes.ts';
import { openRates } from './rates.ts';
import { reported } from './reported.ts';
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
  /** Keeps what the store should hold; absent where nobody looks. */
  readonly seals?: Pick<Seals, 'seal'>;
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
/**
 * With fewer facts than this the stage pauses for as long as it worked: what comes meanwhile is one
 * batch, and so one part of the store, and each part costs every look at its days.
 */
const FEW_FACTS = 1_000;
const MOST_PAUSE_MS = 250;

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
  const { store, log, rules, currency, now, seals, onReattributing } = options;
  const onProgress = onReattributing === undefined ? {} : { onProgress: onReattributing };
  const rates = openRates(store, currency);
  const bringUp = rewriting({ store, log, ...onProgress }, rules, rates);
  const onBehind = () => askForPass(log);
  const types = new Map<string, FactType>(FACT_TYPES.map((type) => [factTopic(type), type]));
  const context = { store, log, rules, rates, onBehind, now, seals };
  await onBehind();
  return log.consume({
    group: GROUPS.attribute,
    topics: ATTRIBUTE_TOPICS,
    maxRecords: options.factsPerBatch,
    concurrency: ATTRIBUTING,
    handler: async (batch, { signal }) => {
      const type = types.get(batch.topic);
      if (type === undefined) return bringUp(signal);
      const work = () => attributeBatch(context, type, batch);
      const ms = await reported(options, 'attribute', batch, work);
      if (batch.records.length < FEW_FACTS) await pause(Math.min(ms, MOST_PAUSE_MS), signal);
    },
  });
}

/** A pause that a stop ends. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
