import { localDay } from '../../schemas/facts.ts';
import type { GoalInput, WindowInput } from '../../schemas/goal-file.ts';
import type { Goal, Ownership } from '../../schemas/goals.ts';
import type { Days } from '../attainment/calendar.ts';
import { periodHint } from './date-hint.ts';
import type { Finding } from './finding.ts';
import { monthsOn, periodOf } from './period.ts';

/** What the texts of a goal are read by. */
export interface Reading {
  /** The month that a fiscal year starts with; undefined where the project doesn't say. */
  readonly fiscalStart: number | undefined;
}

/** The goal that was written, with everything worked out, or what can't be worked out. Pure. */
export function goalOf(
  input: GoalInput,
  reading: Reading,
): { readonly goal: Goal } | { readonly findings: readonly Finding[] } {
  const { owner, owners, window, ...rest } = input;
  const owned = ownersOf({ owner, owners });
  const days = daysOf(window, reading);
  const blank = input.title.trim() === '' ? [NO_TITLE] : [];
  const findings = [...blank, ...[owned, days].filter((one) => 'message' in one)];
  if (blank.length > 0 || 'message' in owned || 'message' in days) return { findings };
  return { goal: { ...rest, owners: owned, window: days } };
}

const NO_TITLE: Finding = {
  path: ['title'],
  message: 'is blank',
  mend: 'write a title for people',
};

function ownersOf({
  owner,
  owners,
}: {
  owner: GoalInput['owner'] | undefined;
  owners: GoalInput['owners'] | undefined;
}): Ownership[] | Finding {
  if (owner !== undefined && owners !== undefined) {
    return {
      path: ['owners'],
      message: 'stands beside owner',
      mend: `take owner out, or write owner: ${owner} alone`,
    };
  }
  if (owners !== undefined) return owners.map((one) => ({ ...one, share: one.share ?? '1' }));
  if (owner !== undefined) return [{ owner, share: '1' }];
  return {
    path: ['owner'],
    message: 'is missing',
    mend: 'write owner: and the id of an owner or a team, or owners: for several',
  };
}

function daysOf(window: WindowInput, { fiscalStart }: Reading): Days | Finding {
  const path = ['window'];
  if (typeof window !== 'string') {
    return checkRange('end' in window ? window : monthsOn(window.start, window.months));
  }
  if (window.startsWith('FY') && fiscalStart === undefined) {
    return {
      path,
      message: `is ${window}, and the project does not say when a fiscal year starts`,
      mend: 'write fiscalYear: { startMonth: 7 } or the like under business in goalstream.yaml',
    };
  }
  const days = periodOf(window, fiscalStart ?? 1);
  if (days !== undefined) return checkRange(days);
  return {
    path,
    message: `${window} is no period`,
    mend:
      periodHint(window) ??
      'write one such as 2026, 2026-H2, 2026-Q4, 2026-10, 2026-W41, FY2027 or FY2027-Q1',
  };
}

function checkRange(days: Days): Days | Finding {
  if (localDay.safeParse(days.start).success && localDay.safeParse(days.end).success) return days;
  return {
    path: ['window'],
    message: `goes from ${days.start} to ${days.end}, outside 1970-01-02 … 2149-06-06`,
    mend: 'write a window within these days',
  };
}
