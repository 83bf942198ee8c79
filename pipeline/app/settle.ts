import { setTimeout as sleep } from 'node:timers/promises';
import { recordsBehind, type Log } from '../log/log.ts';
import { ATTRIBUTE_TOPICS, GROUPS } from '../topics.ts';

/**
 * What is in the log and not yet in the aggregates: facts to attribute, goals that changed, and days
 * to add up. A stage appends what it causes before it commits, so the stages are looked at one after
 * the other.
 */
export async function waiting(log: Log): Promise<number> {
  const facts = recordsBehind(await log.lag(GROUPS.attribute, ATTRIBUTE_TOPICS));
  return facts + recordsBehind(await log.lag(GROUPS.aggregate, ['marks']));
}

/** Resolves once every fact in the log is in the aggregates. */
export async function settle(log: Log): Promise<void> {
  while ((await waiting(log)) > 0) await sleep(20);
}
