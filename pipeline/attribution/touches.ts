import type { Dimension } from '../../schemas/dimensions.ts';
import type { Touch } from '../../schemas/goals.ts';

/** Where a customer came from before a sale. */
export interface TouchValues {
  readonly channel?: string | undefined;
  readonly campaign?: string | undefined;
}

/** What attribution needs of a fact. */
export type Attributable = { readonly day: string } & {
  readonly [D in Dimension]?: string | undefined;
} & {
  readonly firstTouch?: TouchValues | undefined;
  readonly lastTouch?: TouchValues | undefined;
  /** Oldest first, at most 32. */
  readonly touches?: readonly TouchValues[] | undefined;
};

/**
 * The touch of a sale that decides on channel and campaign: the one it names, else the first or last
 * of its list, else what its own dimensions say. A touch with neither channel nor campaign is none.
 */
export function touchOf(fact: Attributable, touch: Exclude<Touch, 'linear'>): TouchValues {
  const named = touch === 'first' ? fact.firstTouch : fact.lastTouch;
  if (named !== undefined && says(named)) return named;
  return fact.touches?.at(touch === 'first' ? 0 : -1) ?? fact;
}

/** Every touch of a sale: its list, else the first and the last where they differ, else the one there is. */
export function touchesOf(fact: Attributable): readonly TouchValues[] {
  if (fact.touches !== undefined && fact.touches.length > 0) return fact.touches;
  const first = touchOf(fact, 'first');
  const last = touchOf(fact, 'last');
  if (first === fact) return [last];
  return last === fact || same(first, last) ? [first] : [first, last];
}

function says({ channel, campaign }: TouchValues): boolean {
  return (channel ?? '') !== '' || (campaign ?? '') !== '';
}

function same(a: TouchValues, b: TouchValues): boolean {
  return (a.channel ?? '') === (b.channel ?? '') && (a.campaign ?? '') === (b.campaign ?? '');
}
