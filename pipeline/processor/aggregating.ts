import { setTimeout as sleep } from 'node:timers/promises';
import { recordsBehind, type Consumer, type HandlerContext, type Log } from '../log/log.ts';
import { FACT_TOPICS, GROUPS } from '../topics.ts';
import { aggregateBatch } from './aggregate-stage.ts';
import { markChangedParts } from './changed-parts.ts';
import { Covered, type MarkEnds } from './covered.ts';
import type { ProcessorOptions } from './processor.ts';
import { reported } from './reported.ts';

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

/** Starts the stage that makes the aggregates of marked days anew. */
export async function startAggregating(
  options: Pick<ProcessorOptions, 'store' | 'log' | 'rules' | 'onBatch' | 'seals'>,
): Promise<Consumer> {
  const { store, log, rules, seals } = options;
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
      const next = rested ? new Covered(records, await markEnds(log)) : covered;
      const work = async (): Promise<void> => {
        await aggregateBatch({ store, rules }, { ...batch, records });
        await seals?.seal(['goal_daily']);
      };
      const ms = await reported(options, 'aggregate', batch, work);
      covered = next;
      rested = await rest(ms, log, context);
    },
  });
}

async function markEnds(log: Log): Promise<MarkEnds> {
  const lag = await log.lag(GROUPS.aggregate, ['marks']);
  return new Map(lag.map(({ partition, end }) => [partition, end]));
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
