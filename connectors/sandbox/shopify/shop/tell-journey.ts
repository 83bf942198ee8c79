import { CHANNELS } from '../../catalog.ts';
import { DAY, HOUR, MINUTE, onGrid, type Plot } from './plot.ts';
import type { Journey } from './story.ts';

/**
 * How the customer came to the shop; none in a store or for a draft order. Late ones come with an
 * hourly job, with or without a change of the order's own time of change.
 */
export function tellJourney(plot: Plot): Journey | undefined {
  const { base, createdAt, random, rates, source } = plot;
  const late = random.chance(rates.lateJourney);
  const delay = late ? random.pick(DELAYS) * random.next() : 0;
  const bumps = random.chance(0.5);
  const emptyBefore = random.chance(0.7);
  const orderIndex = base.firstOrder ? 1 : random.whole(2, 9);
  const last = { at: createdAt - random.whole(2, 40) * MINUTE, ...sourceOf(base) };
  const before = { at: last.at - random.whole(1, 20 * 24) * HOUR, ...earlier(plot) };
  const visits = random.chance(0.35) ? [before, last] : [last];
  if (source !== 'web') return undefined;
  return {
    orderIndex,
    visits,
    emptyBefore,
    readyAt: late ? onGrid(createdAt + delay, HOUR) : createdAt,
    bumps: late && bumps,
  };
}

const DELAYS = [
  [6 * HOUR, 8],
  [DAY, 3],
  [3 * DAY, 1],
] as const;

function sourceOf({ channel, campaign }: Plot['base']) {
  return { channel, campaign };
}

function earlier({ random }: Plot) {
  return { channel: random.pick(CHANNELS), campaign: '' };
}
