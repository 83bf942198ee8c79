import type { GoalHistory, Revision } from '../../schemas/goal-history.ts';
import type { Goal } from '../../schemas/goals.ts';
import { changesOf, type GoalChange } from './changes.ts';

/** Who changes goals, when and why. */
export interface Revising {
  /** ms since the epoch. */
  readonly at: number;
  /** The local date then, in the business's time zone. */
  readonly today: string;
  readonly by: string;
  readonly reason?: string;
  /** The first local day of the change, for goals that have started; default today. */
  readonly effective?: string;
}

export interface Revised {
  /** The histories that change, with their new revision. */
  readonly histories: readonly GoalHistory[];
  readonly changes: readonly GoalChange[];
  /** Changes left out, with what it takes. */
  readonly refused: readonly Refusal[];
}

/** A change that was left out. */
export interface Refusal {
  readonly change: GoalChange;
  readonly why: string;
}

/** Fields that say nothing about what is measured: changing them needs no reason. */
export const WORDING: ReadonlySet<string> = new Set(['title', 'cadence']);

/**
 * The revisions that make the goals agreed as they are written now. Pure. Before a goal's first day
 * a change replaces it from the beginning; after it the old one stays in force for the days before
 * the change, and a reason is needed.
 */
export function revise(
  known: ReadonlyMap<string, GoalHistory>,
  goals: readonly Goal[],
  revising: Revising,
): Revised {
  const changes = changesOf(known, goals);
  const refused = changes.flatMap((change) => {
    const why = refusalOf(known.get(change.id), change, revising);
    return why === undefined ? [] : [{ change, why }];
  });
  const left = new Set(refused.map(({ change }) => change));
  const taken = changes.filter((change) => !left.has(change));
  return {
    histories: taken.map((change) => extended(known.get(change.id), change, revising)),
    changes: taken,
    refused,
  };
}

/** What a change lacks; undefined where it can be made. */
function refusalOf(
  history: GoalHistory | undefined,
  change: GoalChange,
  revising: Revising,
): string | undefined {
  const last = history?.revisions.at(-1);
  if (change.fields.includes('metric') && last !== undefined) {
    const from = firstDay(change, last, revising);
    const stands = history?.revisions.some((revision) => revision.from < from) ?? false;
    if (stands) return 'days before keep the old metric. Mend: give the new goal an id of its own';
  }
  const unreasoned = revising.reason === undefined && needsReason(change, revising.today);
  return unreasoned ? 'it has started. Mend: say why with --reason' : undefined;
}

/** A goal that has started is changed with a reason only. */
function needsReason({ before, fields }: GoalChange, today: string): boolean {
  if (before === undefined || before.window.start > today) return false;
  return fields.length === 0 || fields.some((field) => !WORDING.has(field));
}

function extended(
  history: GoalHistory | undefined,
  change: GoalChange,
  revising: Revising,
): GoalHistory {
  const revisions = history?.revisions ?? [];
  const { id, after } = change;
  const { at, by, reason, today } = revising;
  const last = revisions.at(-1);
  const revision: Revision = {
    n: revisions.length + 1,
    from: firstDay(change, last, revising),
    at,
    by,
    ...(reason === undefined ? {} : { reason }),
    goal: after ?? null,
    ...(last?.baseline !== undefined && sameBaseline(change, today)
      ? { baseline: last.baseline }
      : {}),
  };
  return { id, revisions: [...revisions, revision] };
}

/** From which local day on the change holds. */
function firstDay(
  { before, after, fields }: GoalChange,
  last: Revision | undefined,
  { today, effective }: Revising,
): string {
  const start = after?.window.start ?? before?.window.start ?? today;
  if (before === undefined || last === undefined) return start;
  if (fields.length > 0 && fields.every((field) => WORDING.has(field))) return last.from;
  const earliest = start < last.from ? start : last.from;
  if (before.window.start > today) return earliest;
  return effective ?? today;
}

/**
 * What a baseline was measured for is still the same. Once a goal has started it stays as it was
 * agreed when the scope changes.
 */
function sameBaseline({ before, after }: GoalChange, today: string): boolean {
  if (before === undefined || after === undefined) return false;
  const started = before.window.start <= today;
  const measured = (goal: Goal): string =>
    JSON.stringify([
      goal.metric,
      started || goal.scope,
      goal.window,
      goal.touch,
      'baseline' in goal && goal.baseline,
      'every' in goal && goal.every,
    ]);
  return measured(before) === measured(after);
}
