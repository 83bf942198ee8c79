import type { Epoch } from '../attribution/epoch.ts';
import type { GoalHistory, Revision } from '../../schemas/goal-history.ts';
import type { Goal } from '../../schemas/goals.ts';

/** Before every fact's day. */
const BEGINNING = '1970-01-01';

/**
 * The revision of a goal in force on a local day: the last one written whose first day is not after
 * it. Days before all of them have the one that a goal begins with: it counts nothing before its
 * window, and it is there to be seen. A goal that was taken out has a revision without a goal.
 */
export function revisionOn(history: GoalHistory, day: string): Revision | undefined {
  const begins = beginningOf(history);
  const seen = day < begins ? begins : day;
  return history.revisions.findLast(({ from }) => from <= seen);
}

/**
 * The revision that judges a goal on a local day: the last one until then that began before its own
 * window was over. What was over keeps what it was agreed under.
 */
export function judgingOn(history: GoalHistory, day: string): Revision | undefined {
  const last = revisionOn(history, day);
  if (last === undefined || last.goal === null) return last;
  const until = history.revisions.slice(0, history.revisions.indexOf(last) + 1);
  return until.findLast(({ from, goal }) => goal !== null && from <= goal.window.end) ?? last;
}

/** The goals in force on a local day, those to come included, in the order of their ids. */
export function goalsOn(histories: Iterable<GoalHistory>, day: string): readonly Goal[] {
  return [...histories]
    .flatMap((history) => revisionOn(history, day)?.goal ?? [])
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** Which goals stood together when. A new epoch begins where a goal changes. */
export function epochsOf(histories: Iterable<GoalHistory>): readonly Epoch[] {
  const all = [...histories];
  const changes = all.flatMap((history) => {
    const begins = beginningOf(history);
    return history.revisions.map(({ from }) => from).filter((from) => from > begins);
  });
  const starts = [BEGINNING, ...[...new Set(changes)].toSorted()];
  return starts.map((from) => ({ from, goals: goalsOn(all, from) }));
}

/** The first day of a goal's earliest state. */
function beginningOf({ revisions }: GoalHistory): string {
  return revisions.reduce((least, { from }) => (from < least ? from : least), '9999-12-31');
}
