import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log/log.ts';
import { FACT_TOPICS, GROUPS } from '../topics.ts';

/**
 * Resolves once every fact in the log is in the aggregates. A stage appends what it causes before
 * it commits, so that the stages can be looked at one after the other.
 */
export async function settle(log: Log, signal?: AbortSignal): Promise<void> {
  for (;;) {
    if (await isDone(log, GROUPS.attribute, FACT_TOPICS)) {
      if (await isDone(log, GROUPS.aggregate, ['marks'])) return;
    }
    await sleep(20, undefined, signal === undefined ? {} : { signal });
  }
}

async function isDone(log: Log, group: string, topics: readonly string[]): Promise<boolean> {
  const lag = await log.lag(group, topics);
  return lag.every(({ end, committed }) => committed >= end);
}
