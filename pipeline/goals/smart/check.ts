import type { Aspect, GoalPast } from '../../../schemas/goal-check.ts';
import type { FactType } from '../../../schemas/facts.ts';
import type { Goal } from '../../../schemas/goals.ts';
import type { Metric } from '../../../schemas/metric.ts';
import { factTypesOf } from '../../../schemas/metrics/registry.ts';
import type { Days } from '../../attainment/calendar.ts';
import { describeScope } from '../../attribution/scope.ts';
import type { Store } from '../../store/store.ts';
import { judgePast } from './achievable.ts';
import { checkValues } from './check-values.ts';
import { countedScope, isSplitByTouch } from './counted-scope.ts';
import { measure, type Plan } from './measure.ts';
import { readFactDays } from './read-history.ts';
import { daysToMeasure, historyBefore, trialsOf, type MeasuredOver } from './trials.ts';
import { checkWritten } from './written-checks.ts';

/** A finding where it has a mend, else a note. */
export interface SmartRemark {
  readonly goal: string;
  readonly aspect: Aspect;
  readonly field: string;
  readonly message: string;
  readonly mend?: string;
}

/** What the check says of goals that have no mistakes. */
export interface SmartCheck {
  readonly history: 'read' | 'empty' | 'not read';
  readonly remarks: readonly SmartRemark[];
  readonly past: readonly GoalPast[];
}

/** Goals with their metrics, all known. */
export interface WrittenGoals {
  readonly goals: readonly Goal[];
  readonly metrics: ReadonlyMap<string, Metric>;
}

/** Checks goals by what is written alone. Pure. */
export function checkWrittenGoals({ goals }: WrittenGoals): SmartCheck {
  const byId = new Map(goals.map((goal) => [goal.id, goal]));
  const remarks = goals.flatMap((goal) =>
    checkWritten(goal, byId).map((problem) => ({ goal: goal.id, ...problem })),
  );
  return { history: 'not read', remarks, past: [] };
}

/**
 * Checks goals by what is written and by the store's own facts, attributed or not.
 * @param today the first local date that is not over.
 */
export async function checkGoalsOnFacts(
  written: WrittenGoals,
  store: Store,
  today: string,
): Promise<SmartCheck> {
  const bare = checkWrittenGoals(written);
  const factDays = await readFactDays(store);
  if (factDays.size === 0) return { ...bare, history: 'empty' };
  const looks = looksAt(written, factDays, today);
  const values = await checkValues(
    store,
    looks.filter(({ lacking, split }) => lacking === undefined && !split),
  );
  const measured = await measure(
    store,
    looks.filter(({ lacking, split }) => lacking === undefined && !split),
  );
  const judged = looks.map((look) => {
    const problems = values.get(look.goal.id) ?? [];
    const onFacts = judgeLook(look, measured.get(look.goal.id), problems.length > 0);
    return { ...onFacts, remarks: [...problems, ...onFacts.remarks] };
  });
  const remarks = judged.flatMap((one, index) => {
    const goal = looks[index]?.goal.id ?? '';
    const own = bare.remarks.filter((remark) => remark.goal === goal);
    return [...own, ...one.remarks.map((remark) => ({ goal, ...remark }))];
  });
  return { history: 'read', remarks, past: judged.flatMap(({ past }) => past) };
}

/** Where a goal looks for its past. */
interface Look extends Plan {
  /** A fact type of the metric that no fact has. */
  readonly lacking: FactType | undefined;
  readonly split: boolean;
  /** The days that facts of all of the metric's types are there for. */
  readonly facts: Days;
  readonly history: Days | undefined;
}

function looksAt(
  { goals, metrics }: WrittenGoals,
  factDays: ReadonlyMap<FactType, Days>,
  today: string,
): readonly Look[] {
  const byId = new Map(goals.map((goal) => [goal.id, goal]));
  return goals.flatMap((goal) => {
    const metric = metrics.get(goal.metric);
    if (metric === undefined) return [];
    const types = [...factTypesOf(metric)];
    const lacking = types.find((type) => !factDays.has(type));
    const facts = commonDays(types.flatMap((type) => factDays.get(type) ?? []));
    const history = lacking === undefined ? historyBefore(goal, facts, today) : undefined;
    const scope = countedScope(goal, byId);
    return [
      {
        goal,
        metric,
        scope,
        touch: goal.touch === 'first' ? ('first' as const) : ('last' as const),
        lacking,
        split: isSplitByTouch(goal, scope, metric),
        facts,
        history,
        spans: [facts, ...(history === undefined ? [] : daysToMeasure(goal, history))],
      },
    ];
  });
}

function commonDays(days: readonly Days[]): Days {
  const start =
    days
      .map((one) => one.start)
      .toSorted()
      .at(-1) ?? '';
  const end = days.map((one) => one.end).toSorted()[0] ?? '';
  return { start, end };
}

interface Judged {
  readonly remarks: readonly Omit<SmartRemark, 'goal'>[];
  readonly past: readonly GoalPast[];
}

function judgeLook(look: Look, over: MeasuredOver | undefined, known: boolean): Judged {
  const { goal, metric, lacking, split, facts, history } = look;
  if (lacking !== undefined) return only(noFacts(metric, lacking));
  if (split)
    return only(
      note('touch', 'linear splits sales over their touches, so its past was not looked at'),
    );
  if (over === undefined || over(facts)?.facts === 0)
    return only(...(known ? [] : [outside(look)]));
  if (history === undefined) {
    return only(
      note('window', `too little history: there are no facts before ${goal.window.start}`),
    );
  }
  const { past, ...verdict } = judgePast(goal, history, trialsOf(goal, metric, history, over));
  return {
    remarks: [{ aspect: 'achievable', ...verdict }],
    past: past === undefined ? [] : [{ goal: goal.id, ...past }],
  };
}

function only(...remarks: readonly Omit<SmartRemark, 'goal'>[]): Judged {
  return { remarks, past: [] };
}

function note(field: string, message: string): Omit<SmartRemark, 'goal'> {
  return { aspect: 'achievable', field, message };
}

function noFacts({ id }: Metric, type: FactType): Omit<SmartRemark, 'goal'> {
  return {
    aspect: 'measurable',
    field: 'metric',
    message: `${id} is made of ${type} facts, and there are none`,
    mend: `connect a source of ${type} facts and sync it, or choose another metric`,
  };
}

/** Nothing was ever counted in the goal's scope. */
function outside({ metric, scope }: Look): Omit<SmartRemark, 'goal'> {
  const types = [...factTypesOf(metric)].join(' or ');
  return scope === undefined
    ? {
        aspect: 'measurable',
        field: 'metric',
        message: `no ${types} fact so far counts for ${metric.id}`,
        mend: 'choose another metric, or leave it if its facts are still to come',
      }
    : {
        aspect: 'measurable',
        field: 'scope',
        message: `no ${types} fact so far counts for ${metric.id} where ${describeScope(scope)}`,
        mend: 'correct the scope, or leave it if its facts are still to come',
      };
}
