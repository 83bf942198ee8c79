import { addDays } from '../../schemas/calendar.ts';
import type { Goal } from '../../schemas/goals.ts';
import { lastNotAfter } from '../last-not-after.ts';
import { covers, touchModel } from './matcher.ts';

/** Grows when the way of attributing changes, so that stored facts are attributed anew. */
const ATTRIBUTION_VERSION = 2;

/** The goals on one type of facts from a local day on. */
export interface TypeEpoch {
  readonly from: string;
  readonly goals: readonly Goal[];
}

/**
 * The revision of what decides on each day's facts: the epoch's goals whose window covers the day,
 * and the metrics that have remainders. The same for the same rules, whatever the order of the
 * goals, their titles, owners or targets, so that a changed goal leaves other days alone. Never 0.
 */
export class Revisions {
  readonly #epochs: readonly TypeEpoch[];
  readonly #froms: readonly string[];
  /** First days of the intervals within which nothing begins or ends. */
  readonly #starts: readonly string[];
  readonly #known = new Map<number, bigint>();
  readonly #texts = new Map<readonly Goal[], ReadonlyMap<string, string>>();
  #lastDay = '';
  #last = 0n;

  /** @param epochs ascending. */
  constructor(epochs: readonly TypeEpoch[]) {
    this.#epochs = epochs;
    this.#froms = epochs.map(({ from }) => from);
    const edges = epochs.flatMap(({ goals }) =>
      goals.flatMap(({ window }) => [window.start, addDays(window.end, 1)]),
    );
    this.#starts = [...new Set([...this.#froms, ...edges])].toSorted();
  }

  /** @param day a local date. */
  of(day: string): bigint {
    if (day === this.#lastDay) return this.#last;
    const interval = lastNotAfter(this.#starts, day);
    const revision = this.#known.get(interval) ?? this.#find(day);
    this.#known.set(interval, revision);
    this.#lastDay = day;
    this.#last = revision;
    return revision;
  }

  #find(day: string): bigint {
    const goals = this.#epochs[lastNotAfter(this.#froms, day)]?.goals ?? [];
    const texts = this.#textsOf(goals);
    const metrics = [...new Set(goals.map(({ metric }) => metric))].toSorted();
    const deciding = goals.filter((goal) => covers(goal, day)).map(({ id }) => texts.get(id) ?? '');
    const parts = [String(ATTRIBUTION_VERSION), ...metrics, ...deciding.toSorted()];
    return hash64(parts.join('\n')) | 1n;
  }

  #textsOf(goals: readonly Goal[]): ReadonlyMap<string, string> {
    const known = this.#texts.get(goals);
    if (known !== undefined) return known;
    const parents = new Set(goals.map(({ parent }) => parent));
    const texts = new Map(goals.map((goal) => [goal.id, ruleText(goal, parents.has(goal.id))]));
    this.#texts.set(goals, texts);
    return texts;
  }
}

/** A short text for everything of a goal that decides on facts within its window. */
function ruleText(goal: Goal, hasChildren: boolean): string {
  const { id, metric, scope, parent, priority, children } = goal;
  const rule = [
    [id, metric, parent ?? '', priority ?? 0, children ?? 'exclusive', touchModel(goal)],
    [hasChildren, scope ?? null],
  ];
  return hash64(JSON.stringify(rule)).toString(36);
}

const FNV_OFFSET = 0xcbf2_9ce4_8422_2325n;
const FNV_PRIME = 0x100_0000_01b3n;

/** FNV-1a of a text's UTF-16 units, 64 bits (draft-eastlake-fnv): it only tells revisions apart. */
function hash64(text: string): bigint {
  let hash = FNV_OFFSET;
  for (let at = 0; at < text.length; at++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(at))) * FNV_PRIME);
  }
  return hash;
}
