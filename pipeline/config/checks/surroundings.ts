import type { Goal, Owner, Team } from '../../../schemas/goals.ts';
import type { Metric } from '../../../schemas/metric.ts';

/** What a goal, an owner or a team may name. Those with mistakes in their shape are only named. */
export interface Surroundings {
  readonly metrics: ReadonlyMap<string, Metric>;
  readonly owners: ReadonlyMap<string, Owner>;
  readonly teams: ReadonlyMap<string, Team>;
  readonly goals: ReadonlyMap<string, Goal>;
  /** The ids of all goals. */
  readonly named: ReadonlySet<string>;
  /** The goals that are supported by goals with mistakes in their shape. */
  readonly helped: ReadonlySet<string>;
  /** The ids of all owners and teams. */
  readonly people: ReadonlySet<string>;
}

/**
 * The ids of a circle that a thing is part of, beginning and ending with it. It is told once, at the
 * least of them: undefined at the others, and where there is none.
 */
export function circleOf<T extends { readonly id: string }>(
  start: T,
  next: (item: T) => T | undefined,
): string | undefined {
  const { chain, round } = chainOf(start, next);
  if (!round || chain.some(({ id }) => id < start.id)) return undefined;
  return [...chain, start].map(({ id }) => id).join(' → ');
}

/** The chain from a thing over what it names; it ends where nothing is named or where it comes round. */
export function chainOf<T>(
  start: T,
  next: (item: T) => T | undefined,
): {
  readonly chain: readonly T[];
  readonly round: boolean;
} {
  const chain: T[] = [];
  for (let at: T | undefined = start; at !== undefined; at = next(at)) {
    if (chain.includes(at)) return { chain, round: at === start };
    chain.push(at);
  }
  return { chain, round: false };
}
