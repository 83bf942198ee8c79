import { setTimeout as sleep } from 'node:timers/promises';
import type { Log, PartitionLag } from '../../pipeline/log/log.ts';
import { commandTopic, FACT_TOPICS, GROUPS } from '../../pipeline/topics.ts';

const LOOK_MS = 1_000;
const SAY_EVERY = 10;

interface Lagging {
  readonly group: string;
  readonly topics: readonly string[];
}

const STAGES: readonly Lagging[] = [
  { group: GROUPS.attribute, topics: FACT_TOPICS },
  { group: GROUPS.aggregate, topics: ['marks'] },
];
const SYNC: Lagging = { group: GROUPS.sync, topics: [commandTopic('retail').name] };

/**
 * Waits until nothing waits in the log and `ready` holds, twice in a row.
 * @returns what still hangs after the limit; empty where all is done.
 */
export async function settle(
  log: Log,
  options: { readonly limitMs: number; readonly sync: boolean; readonly ready: () => boolean },
  say: (text: string) => void,
): Promise<readonly string[]> {
  const groups = options.sync ? [...STAGES, SYNC] : STAGES;
  const until = performance.now() + options.limitMs;
  let quiet = 0;
  for (let look = 0; ; look++) {
    const hanging = await lagOf(log, groups);
    if (!options.ready()) hanging.push('a sync has not succeeded yet');
    quiet = hanging.length === 0 ? quiet + 1 : 0;
    if (quiet >= 2 || performance.now() > until) return hanging;
    if (look % SAY_EVERY === 0 && hanging.length > 0) say(`waiting: ${brief(hanging)}`);
    await sleep(LOOK_MS);
  }
}

function brief(hanging: readonly string[]): string {
  const more = hanging.length > 4 ? ` and ${hanging.length - 4} more` : '';
  return hanging.slice(0, 4).join('; ') + more;
}

async function lagOf(log: Log, groups: readonly Lagging[]): Promise<string[]> {
  try {
    const hanging: string[] = [];
    for (const { group, topics } of groups) {
      const lags = await log.lag(group, topics);
      hanging.push(...lags.filter(({ end, committed }) => end > committed).map(describe(group)));
    }
    return hanging;
  } catch (error) {
    return [`the lag can't be read: ${String(error)}`];
  }
}

function describe(group: string): (lag: PartitionLag) => string {
  return ({ topic, partition, end, committed }) =>
    `${group} is at ${committed} of ${end} in ${topic}/${partition}`;
}
