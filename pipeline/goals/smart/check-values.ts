import type { FactType } from '../../../schemas/facts.ts';
import type { Goal, Touch } from '../../../schemas/goals.ts';
import type { Metric } from '../../../schemas/metric.ts';
import { factTypesOf } from '../../../schemas/metrics/parts-of.ts';
import type { Store } from '../../store/store.ts';
import { readValues, type ValuePlace } from './read-values.ts';
import { askedValues, judgeValue, type AskedValue } from './scope-values.ts';
import type { SmartProblem } from './written-checks.ts';

/** A goal whose metric's facts are there. */
export interface Counted {
  readonly goal: Goal;
  readonly metric: Metric;
  readonly touch: Touch;
}

interface Question extends ValuePlace {
  readonly goal: string;
  readonly asked: AskedValue;
}

/** Looks up every value that scopes name, by goal: each dimension of a fact type is read once. */
export async function checkValues(
  store: Store,
  goals: readonly Counted[],
): Promise<ReadonlyMap<string, readonly SmartProblem[]>> {
  const questions = goals.flatMap(questionsOf);
  const places = Map.groupBy(questions, ({ type, dimension, touch }) =>
    [type, dimension, touch].join(' '),
  );
  const found = new Map<string, SmartProblem[]>();
  for (const own of places.values()) {
    const [place] = own;
    if (place === undefined) continue;
    const known = await readValues(
      store,
      place,
      own.map(({ asked }) => asked),
    );
    for (const { goal, asked, type } of own) {
      const problem = judgeValue(asked, type, known);
      if (problem !== undefined) found.set(goal, [...(found.get(goal) ?? []), problem]);
    }
  }
  return found;
}

function questionsOf({ goal, metric, touch }: Counted): readonly Question[] {
  const asked = new Map(askedValues(goal.scope).map((one) => [JSON.stringify(one), one]));
  return [...factTypesOf(metric)].flatMap((type: FactType) =>
    [...asked.values()].map((one) => ({
      goal: goal.id,
      asked: one,
      type,
      dimension: one.dimension,
      touch,
    })),
  );
}
