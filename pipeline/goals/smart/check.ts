import type { Aspect, GoalPast } from '../../../schemas/goal-check.ts';
import type { FactType } from '../../../schemas/facts.ts';
import type { Metric } from '../../../schemas/metric.ts';
import { factTypesOf } from '../../../schemas/metrics/parts-of.ts';
import { describeScope } from '../../attribution/scope.ts';
import type { Store } from '../../store/store.ts';
import { judgePast } from './achievable.ts';
import { checkValues } from './check-values.ts';
import { looksAt, type Look, type WrittenGoals } from './look.ts';
import { measure } from './measure.ts';
import { readFactDays } from './read-history.ts';
import { trialsOf, type MeasuredOver } from './trials.ts';
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
  const factDays = await readFactDays(store, today);
  if (factDays.size === 0) return { ...bare, history: 'empty' };
  const looks = looksAt(written, factDays, today);
  const countable = looks.filter(({ lacking }) => lacking === undefined);
  const values = await checkValues(store, countable);
  const measured = await measure(store, countable);
  const judged = looks.map((look) => {
    const goal = look.goal.id;
    const wrong = values.get(goal) ?? [];
    const { remarks, past } = judgeLook(look, measured.get(goal), wrong.length > 0);
    return { past, remarks: [...wrong, ...remarks].map((remark) => ({ goal, ...remark })) };
  });
  return {
    history: 'read',
    remarks: [...bare.remarks, ...judged.flatMap(({ remarks }) => remarks)],
    past: judged.flatMap(({ past }) => past),
  };
}

type Remark = Omit<SmartRemark, 'goal'>;

interface Judged {
  readonly remarks: readonly Remark[];
  readonly past: readonly GoalPast[];
}

/** @param explained whether a wrong value in the scope says already why nothing is counted. */
function judgeLook(look: Look, over: MeasuredOver | undefined, explained: boolean): Judged {
  const { goal, metric, lacking, facts, history } = look;
  if (lacking !== undefined) return only(noFacts(metric, lacking));
  if (over === undefined || over(facts)?.facts === 0) {
    return only(...(explained ? [] : [nothingCounted(look)]));
  }
  if (history === undefined) {
    return only({
      aspect: 'achievable',
      field: 'window',
      message: `too little history: there are no facts before ${goal.window.start}`,
    });
  }
  const { past, ...verdict } = judgePast(goal, history, trialsOf(goal, metric, history, over));
  return {
    remarks: [{ aspect: 'achievable', ...verdict }],
    past: past === undefined ? [] : [{ goal: goal.id, ...past }],
  };
}

function only(...remarks: readonly Remark[]): Judged {
  return { remarks, past: [] };
}

function noFacts({ id }: Metric, type: FactType): Remark {
  return {
    aspect: 'measurable',
    field: 'metric',
    message: `${id} is made of ${type} facts, and there are none`,
    mend: `connect a source of ${type} facts and sync it, or choose another metric`,
  };
}

/** No fact so far would have counted. */
function nothingCounted({ goal, metric, scope }: Look): Remark {
  const types = [...factTypesOf(metric)].join(' or ');
  const none = `no ${types} fact so far counts for ${metric.id}`;
  const where = ` where ${describeScope(goal.scope)}`;
  const family = goal.parent === undefined ? '' : ', of what its parent and siblings leave it';
  const isWhole = scope === undefined;
  return {
    aspect: 'measurable',
    field: isWhole ? 'metric' : 'scope',
    message: isWhole ? none : `${none}${goal.scope === undefined ? '' : where}${family}`,
    mend: `${isWhole ? 'choose another metric' : 'correct the scope'}, or leave it if its facts are still to come`,
  };
}
