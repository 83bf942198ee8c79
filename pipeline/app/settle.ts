import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log/log.ts';
import { FACT_TOPICS, GROUPS } from '../topics.ts';

/**
 * What is in the log and not yet in the aggregates: facts to attribute and days to add up. A stage
 * appends what it causes before it commits, so the stages are looked at one after the other.
 */
export async function waiting(log: Log): Promise<number> {
  const facts = await lagOf(log, GROUPS.attribute, FACT_TOPICS);
  return facts + (await lagOf(log, GROUPS.aggregate, ['marks']));
}

/** Resolves once every fact in the log is in the aggregates. */
export async function settle(log: Log): Promise<void> {
  while ((await waiting(log)) > 0) await sleep(20);
}

async function lagOf(log: Log, group: string, topics: readonly string[]): Promise<number> {
  const lag = await log.lag(group, topics);
  return lag.reduce((sum, { end, committed }) => sum + end - committed, 0);
}
