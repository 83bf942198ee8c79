import { setTimeout as sleep } from 'node:timers/promises';
import { LogError, type Log, type PartitionLag } from '../log/log.ts';

const LOOK_EVERY_MS = 50;
/** A group that hasn't moved for so long is not at work, ms. */
const STILL_MS = 60_000;

/**
 * Resolves once a group has done everything that some topics hold now.
 * @throws LogError where it doesn't go on, or the signal is aborted.
 */
export async function passed(
  log: Log,
  group: string,
  topics: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const ends = new Map((await log.lag(group, topics)).map((each) => [nameOf(each), each.end]));
  let stood = -1;
  let movedAt = performance.now();
  for (;;) {
    const now = await log.lag(group, topics);
    const left = now.filter((each) => each.committed < (ends.get(nameOf(each)) ?? 0));
    if (left.length === 0) return;
    const done = now.reduce((sum, { committed }) => sum + committed, 0);
    if (done !== stood) movedAt = performance.now();
    stood = done;
    if (signal.aborted || performance.now() - movedAt > STILL_MS) {
      throw new LogError(`${group} has not passed ${left.map(nameOf).join(', ')}`, { retry: true });
    }
    await sleep(LOOK_EVERY_MS);
  }
}

function nameOf({ topic, partition }: PartitionLag): string {
  return `${topic}/${partition}`;
}
