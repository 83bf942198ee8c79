import type {
  LetterFilter,
  LetterList,
  LetterSelection,
  LetterSummary,
} from '../../schemas/dead-letters.ts';
import type { Log } from '../log/log.ts';
import { idOf, type LetterIndex, type LetterState } from './letter-index.ts';
import { newestLetters, type FoundLetter } from './newest-letters.ts';

/** Groups of reasons told at most. */
const MAX_REASONS = 50;

/** The letters that match, newest first, and how many there are for which reason. */
export async function listLetters(
  log: Log,
  index: LetterIndex,
  selection: LetterSelection,
): Promise<LetterList> {
  await index.update();
  const newest = new Newest(selection.limit);
  const reasons = new Map<string, number>();
  let total = 0;
  for (const [key, state] of index.states) {
    if (selection.all !== true && state.replayedAt !== undefined) continue;
    if (!matches(selection, state)) continue;
    total += 1;
    reasons.set(state.reason, (reasons.get(state.reason) ?? 0) + 1);
    newest.add(key, state);
  }
  const letters = await summaries(log, index, newest.taken());
  return { letters, total, reasons: counted(reasons), unreadable: index.unreadable };
}

/** Whether all conditions of a filter hold. */
export function matches(filter: LetterFilter, state: LetterState): boolean {
  return (
    (filter.stage ?? state.stage) === state.stage &&
    (filter.connection === undefined || filter.connection === state.connection) &&
    (filter.topic === undefined || filter.topic === state.topic) &&
    (filter.since ?? 0) <= state.at
  );
}

async function summaries(
  log: Log,
  index: LetterIndex,
  chosen: ReadonlyMap<string, LetterState>,
): Promise<LetterSummary[]> {
  const found: FoundLetter[] = [];
  for await (const some of newestLetters(log, index, chosen)) found.push(...some);
  return found.toSorted((a, b) => byNewest(a.state, b.state)).map(summaryOf);
}

/** A letter as it is listed. */
export function summaryOf({ state, letter }: FoundLetter): LetterSummary {
  const { replayedAt, topic, connection } = state;
  return {
    id: idOf(state),
    stage: letter.stage,
    state: replayedAt === undefined ? 'open' : 'replayed',
    place: letter.place,
    reason: letter.reason,
    at: letter.at,
    times: state.times,
    replayable: state.replayable,
    ...(replayedAt === undefined ? {} : { replayedAt }),
    ...(topic === undefined ? {} : { topic }),
    ...(connection === undefined ? {} : { connection }),
    ...(letter.stream === undefined ? {} : { stream: letter.stream }),
  };
}

function counted(reasons: ReadonlyMap<string, number>): LetterList['reasons'] {
  return [...reasons]
    .map(([reason, letters]) => ({ reason, letters }))
    .toSorted((a, b) => b.letters - a.letters || (a.reason < b.reason ? -1 : 1))
    .slice(0, MAX_REASONS);
}

function byNewest(a: LetterState, b: LetterState): number {
  return b.at - a.at || b.last - a.last;
}

/** Keeps the newest of many; holds twice as many at most. */
class Newest {
  readonly #limit: number;
  #kept: (readonly [string, LetterState])[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(key: string, state: LetterState): void {
    this.#kept.push([key, state]);
    if (this.#kept.length >= 2 * this.#limit + 100) this.#trim();
  }

  taken(): ReadonlyMap<string, LetterState> {
    this.#trim();
    return new Map(this.#kept);
  }

  #trim(): void {
    this.#kept = this.#kept.toSorted(([, a], [, b]) => byNewest(a, b)).slice(0, this.#limit);
  }
}
