import { lengthOf } from '../../../schemas/calendar.ts';
import type { Aspect } from '../../../schemas/goal-check.ts';
import type { Goal } from '../../../schemas/goals.ts';
import { claimsBefore } from '../../attainment/family-scope.ts';
import { touchModel } from '../../attribution/matcher.ts';
import { describeScope } from '../../attribution/scope.ts';

/** A finding on one field of a goal. */
export interface SmartProblem {
  readonly aspect: Aspect;
  readonly field: string;
  readonly message: string;
  readonly mend: string;
}

/** What can be said of a goal without looking at facts. Pure. */
export function checkWritten(
  goal: Goal,
  goals: ReadonlyMap<string, Goal>,
): readonly SmartProblem[] {
  return [...checkSpecific(goal, goals), ...checkRelevant(goal), ...checkTimeBound(goal)];
}

function checkSpecific(goal: Goal, goals: ReadonlyMap<string, Goal>): readonly SmartProblem[] {
  const problems: SmartProblem[] = [];
  const specific = (field: string, message: string, mend: string): void => {
    problems.push({ aspect: 'specific', field, message, mend });
  };
  if (goal.title.toLowerCase() === goal.id.replaceAll('-', ' ') || goal.title === goal.id) {
    specific('title', 'says no more than the id', 'say in words what is to be reached, where');
  }
  const parent = goals.get(goal.parent ?? '');
  if (parent !== undefined && asksForAllOf(goal, parent, goals)) {
    specific(
      'scope',
      `is missing: the goal asks for all that its parent ${parent.id} counts`,
      'say which part it is with scope, or take parent out',
    );
  }
  const twin = twinOf(goal, goals);
  if (twin !== undefined) {
    specific(
      'scope',
      `${twin.id} asks for the same: ${goal.metric} of ${describeScope(goal.scope)} on the same days`,
      'give each its own scope or window, or take one out',
    );
  }
  return problems;
}

/** A goal without a scope asks for all that its parent counts, but for what elder siblings take. */
function asksForAllOf(goal: Goal, parent: Goal, goals: ReadonlyMap<string, Goal>): boolean {
  if (goal.scope !== undefined || !sameDays(goal, parent)) return false;
  const elders = [...goals.values()].filter((other) => claimsBefore(other, goal));
  return parent.children === 'overlapping' || elders.length === 0;
}

/** A goal before it, in the order they are given, that judges the same figure of the same days. */
function twinOf(goal: Goal, goals: ReadonlyMap<string, Goal>): Goal | undefined {
  for (const other of goals.values()) {
    if (other.id === goal.id) return undefined;
    if (
      figureOf(other) === figureOf(goal) &&
      sameDays(other, goal) &&
      goals.get(goal.parent ?? '')?.id !== other.id &&
      other.parent !== goal.id
    ) {
      return other;
    }
  }
  return undefined;
}

function figureOf(goal: Goal): string {
  const { metric, scope, type } = goal;
  return JSON.stringify([metric, scope ?? null, type, touchModel(goal)]);
}

function sameDays({ window: a }: Goal, { window: b }: Goal): boolean {
  return a.start === b.start && a.end === b.end;
}

function checkRelevant({ parent, supports, company }: Goal): readonly SmartProblem[] {
  if (parent !== undefined || supports !== undefined || company === true) return [];
  return [
    {
      aspect: 'relevant',
      field: 'parent',
      message: 'nothing says what the goal is for: it has no parent and supports no goal',
      mend: 'name its parent, or the goal that it supports, or write company: true',
    },
  ];
}

const DAYS = { daily: 1, weekly: 7, monthly: 28, quarterly: 90 };

function checkTimeBound({ cadence, window }: Goal): readonly SmartProblem[] {
  const aspect = 'time-bound';
  if (cadence === undefined) {
    return [
      {
        aspect,
        field: 'cadence',
        message: 'nothing says how often owner and manager look at it',
        mend: 'add cadence: daily, weekly, monthly or quarterly',
      },
    ];
  }
  const days = lengthOf(window);
  if (days >= 2 * DAYS[cadence] || days === 1) return [];
  return [
    {
      aspect,
      field: 'cadence',
      message: `is ${cadence}, and the window ends after ${days} days: nobody looks in time to change anything`,
      mend: 'look at it more often, or make the window longer',
    },
  ];
}
