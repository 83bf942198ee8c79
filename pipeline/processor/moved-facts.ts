import type { Arrivals } from './arrivals.ts';
import type { ByIdentity } from './by-identity.ts';
import type { Tombstone } from './identity-rows.ts';
import { compareStanding, learn, NO_DAY, type Known } from './latest.ts';

/** The newest of the batch that are older than what is known from before. */
export function lateOnes(arrivals: Arrivals, known: ByIdentity<Known>): ReadonlySet<number> {
  const late = new Set<number>();
  for (const [identity, { standing }] of known.entries()) {
    const number = arrivals.identities.find(identity);
    if (number === undefined) continue;
    if (compareStanding(arrivals.standing(number), standing) < 0) late.add(number);
  }
  return late;
}

/** Keeps what a version that was passed in the batch says of its fact's days. */
export function remember(known: ByIdentity<Known>, arrivals: Arrivals, number: number): void {
  const { day, standing, ...identity } = arrivals.at(number);
  known.set(identity, learn(known.get(identity), day, standing));
}

/** The days that the newest versions take their facts off. */
export function tombstonesOf(
  arrivals: Arrivals,
  known: ByIdentity<Known>,
  late: ReadonlySet<number>,
): readonly Tombstone[] {
  const tombstones: Tombstone[] = [];
  for (const [identity, { days }] of known.entries()) {
    const number = arrivals.identities.find(identity);
    if (number === undefined || late.has(number)) continue;
    const fact = arrivals.at(number);
    const left = [...days].filter((day) => day !== fact.day && day !== NO_DAY);
    tombstones.push(...left.map((day) => ({ fact, day })));
  }
  return tombstones;
}
