import type { ApplyResult, GoalChangeText } from '../../schemas/goal-history.ts';
import type { Goal } from '../../schemas/goals.ts';
import { describeScope } from '../attribution/scope.ts';
import type { GoalChange } from './changes.ts';
import type { Revised } from './revise.ts';

/** What was changed, as people read it. */
export function resultOf({ changes, refused }: Revised, dryRun: boolean): ApplyResult {
  return {
    changes: changes.map(changeText),
    refused: refused.map(({ change, why }) => ({ ...changeText(change), why })),
    dryRun,
  };
}

/** A change with the old and the new value of each field. */
export function changeText({ id, kind, before, after, fields }: GoalChange): GoalChangeText {
  return {
    id,
    kind,
    fields: fields.map((field) => ({
      field,
      before: fieldText(before, field),
      after: fieldText(after, field),
    })),
  };
}

/** A field of a goal in words; "–" where it has none. */
function fieldText(goal: Goal | undefined, field: string): string {
  if (goal === undefined) return '–';
  if (field === 'scope') return describeScope(goal.scope);
  if (field === 'owners') return ownersText(goal);
  const value: unknown = new Map<string, unknown>(Object.entries(goal)).get(field);
  return value === undefined ? '–' : valueText(value);
}

function ownersText({ owners }: Goal): string {
  return owners
    .map(({ owner, share, from, to }) => {
      const days = from === undefined && to === undefined ? '' : ` (${from ?? ''} – ${to ?? ''})`;
      return `${owner}${share === '1' ? '' : ` ${share}`}${days}`;
    })
    .join(', ');
}

function valueText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([key, part]) => `${key} ${valueText(part)}`)
    .join(', ');
}
