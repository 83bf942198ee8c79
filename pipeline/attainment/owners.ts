import { addDays } from '../../schemas/calendar.ts';
import { formatDecimal, ONE, parseDecimal } from '../../schemas/decimal.ts';
import type { GoalAttainment } from '../../schemas/attainment.ts';
import type { Goal } from '../../schemas/goals.ts';
import { stateOn, type AgreedGoal } from './agreed.ts';

/** A day's value of a sum, in micros. */
export interface DayValue {
  readonly day: string;
  readonly value: bigint;
}

/** Each owner's share of a goal on a local day, in micros; those without one are left out. */
export function ownersOn(goal: Goal, day: string): ReadonlyMap<string, bigint> {
  const shares = new Map<string, bigint>();
  for (const { owner, share, from, to } of goal.owners) {
    if (day < (from ?? goal.window.start) || day > (to ?? goal.window.end)) continue;
    shares.set(owner, (shares.get(owner) ?? 0n) + (parseDecimal(share) ?? 0n));
  }
  return shares;
}

/** The same on the nearest day of the goal's window, under the revision in force on the day. */
export function sharesOn(agreed: AgreedGoal, day: string): ReadonlyMap<string, bigint> {
  const { goal } = stateOn(agreed, day);
  const { start, end } = goal.window;
  return ownersOn(goal, day < start ? start : day > end ? end : day);
}

/** Everyone's Σ over days of day value × share on that day: exact, in products of two micros. */
export function exactByOwner(
  agreed: AgreedGoal,
  days: readonly DayValue[],
): ReadonlyMap<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { day, value } of days) {
    for (const [owner, share] of sharesOn(agreed, day)) {
      sums.set(owner, (sums.get(owner) ?? 0n) + value * share);
    }
  }
  return sums;
}

/**
 * Splits a total among owners by largest remainder (Hamilton's method; Balinski and Young, Fair
 * Representation, 1982): each gets its exact amount rounded down at the sixth place, and the
 * millionths left over go one each to the largest remainders, ties by id. So the parts sum to the
 * total exactly.
 * @param exact each owner's amount, in products of two micros.
 * @returns micros, or undefined where the amounts do not sum to a whole number of micros.
 */
export function largestRemainder(
  exact: ReadonlyMap<string, bigint>,
): ReadonlyMap<string, bigint> | undefined {
  const sum = [...exact.values()].reduce((all, amount) => all + amount, 0n);
  if (sum % ONE !== 0n) return undefined;
  const parts = [...exact].map(([owner, amount]) => {
    const rest = ((amount % ONE) + ONE) % ONE;
    return { owner, down: (amount - rest) / ONE, rest };
  });
  const left = sum / ONE - parts.reduce((all, { down }) => all + down, 0n);
  const first = parts.toSorted((a, b) =>
    a.rest === b.rest ? (a.owner < b.owner ? -1 : 1) : a.rest > b.rest ? -1 : 1,
  );
  return new Map(
    first.map(({ owner, down }, place) => [owner, BigInt(place) < left ? down + 1n : down]),
  );
}

/**
 * The owners of a goal as a report shows them: shares on its day, when each was held, and, where the
 * values of days are given (sums only), everyone's part of the goal's actual.
 */
export function ownersOf(
  agreed: AgreedGoal,
  day: string,
  names: ReadonlyMap<string, string>,
  days: readonly DayValue[] | undefined,
): GoalAttainment['owners'] {
  const today = sharesOn(agreed, day);
  const values = days === undefined ? undefined : largestRemainder(exactByOwner(agreed, days));
  const held = heldBy(agreed);
  return [...held]
    .map(([id, spans]) => {
      const value = values?.get(id) ?? 0n;
      return {
        id,
        name: names.get(id) ?? id,
        share: formatDecimal(today.get(id) ?? 0n),
        held: spans,
        ...(values === undefined ? {} : { value: formatDecimal(value) }),
      };
    })
    .toSorted((a, b) => Number((today.get(b.id) ?? 0n) - (today.get(a.id) ?? 0n)));
}

type Held = GoalAttainment['owners'][number]['held'];

/** From when to when everyone has which share; a revision ends what the one before it said. */
function heldBy(agreed: AgreedGoal): ReadonlyMap<string, Held> {
  const held = new Map<string, Held>();
  const states = agreed.states.length === 0 ? [{ goal: agreed.goal, from: '' }] : agreed.states;
  states.forEach(({ goal, from: begins }, index) => {
    const next = states
      .slice(index + 1)
      .map((state) => state.from)
      .toSorted()[0];
    for (const { owner, share, from, to } of goal.owners) {
      const starts = from ?? goal.window.start;
      const first = index > 0 && begins > starts ? begins : starts;
      const ends = to ?? goal.window.end;
      const last = next === undefined || ends < next ? ends : addDays(next, -1);
      if (first > last) continue;
      held.set(owner, joined(held.get(owner) ?? [], { from: first, to: last, share }));
    }
  });
  return held;
}

/** Adds a span; one that goes on with the same share makes the last one longer. */
function joined(spans: Held, span: Held[number]): Held {
  const last = spans.at(-1);
  return last !== undefined && last.share === span.share && addDays(last.to, 1) === span.from
    ? [...spans.slice(0, -1), { ...last, to: span.to }]
    : [...spans, span];
}
