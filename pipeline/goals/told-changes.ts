import { isDeepStrictEqual } from 'node:util';
import type { GoalAttainment } from '../../schemas/attainment.ts';
import { localDate } from '../../schemas/calendar.ts';
import type { GoalHistory, Revision } from '../../schemas/goal-history.ts';
import type { Goal } from '../../schemas/goals.ts';
import { changeText } from './change-text.ts';
import { changeOf, type GoalChange } from './changes.ts';
import { WORDING } from './revise.ts';

type AgreedChange = NonNullable<GoalAttainment['changes']>[number];

/** What was changed of a goal, and what its files ask for and is not agreed. Pure. */
export function toldChanges(
  history: GoalHistory | undefined,
  different: GoalChange | undefined,
  { day, timezone }: { readonly day: string; readonly timezone: string },
): Pick<GoalAttainment, 'changes' | 'written'> {
  const changes = history === undefined ? [] : agreedChanges(history, day, timezone);
  const written = different && writtenChange(different, history);
  return {
    ...(changes.length === 0 ? {} : { changes: [...changes] }),
    ...(written === undefined ? {} : { written }),
  };
}

/**
 * What was changed of a goal after it was first agreed, oldest first, those to come included; new
 * words alone are none. Pure.
 * @param day what was written after this local day is left out.
 * @param timezone IANA, the business's.
 */
function agreedChanges(
  { id, revisions }: GoalHistory,
  day: string,
  timezone: string,
): readonly AgreedChange[] {
  return revisions.slice(1).flatMap((revision, index) => {
    if (localDate(revision.at, timezone) > day) return [];
    const told = textOf(id, revisions[index]?.goal, revision.goal);
    if (told === undefined) return [];
    const { n, from, at, by, reason } = revision;
    return [{ n, from, at, by, ...(reason === undefined ? {} : { reason }), ...told }];
  });
}

/**
 * How the project's files differed from what is agreed when goalstream started; undefined where the
 * goal was agreed anew since. Pure.
 */
function writtenChange(
  { id, before, after }: GoalChange,
  history: GoalHistory | undefined,
): GoalAttainment['written'] {
  const stands = history?.revisions.at(-1)?.goal;
  if (before === undefined || !isDeepStrictEqual(stands, before)) return undefined;
  return textOf(id, before, after);
}

function textOf(
  id: string,
  before: Revision['goal'] | undefined,
  after: Goal | null | undefined,
): Pick<AgreedChange, 'kind' | 'fields'> | undefined {
  const change = changeOf(id, before ?? undefined, after ?? undefined);
  if (change === undefined) return undefined;
  const { kind, fields } = changeText(change);
  const told = fields.filter(({ field }) => !WORDING.has(field));
  return kind === 'changed' && told.length === 0 ? undefined : { kind, fields: told };
}
