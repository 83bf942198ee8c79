import { formatDecimal, parseDecimal } from '../../schemas/decimal.ts';
import type { Store } from '../store/store.ts';
import { dayCondition, type DayRange, type Findings } from './findings.ts';
import { sidesThatDiffer, type Equation } from './tree.ts';

interface Day {
  day: string;
  counters: string[];
  values: string[];
}

/** Compares the goals of one part with each other, day by day, with the memory of one day's goals. */
export async function checkTree(
  store: Store,
  part: string,
  equations: readonly Equation[],
  range: DayRange,
  findings: Findings,
): Promise<void> {
  const days = store.stream<Day>(
    `SELECT day, groupArray(toString(goal)) AS counters, groupArray(toString(value)) AS values
     FROM goal_daily FINAL WHERE part = {part:String} AND ${dayCondition(range)}
     GROUP BY day ORDER BY day`,
    { part },
  );
  for await (const some of days) {
    for (const { day, counters, values } of some) {
      const micros = values.map((value) => parseDecimal(value) ?? 0n);
      const byCounter = new Map(counters.map((counter, at) => [counter, micros[at] ?? 0n]));
      for (const equation of equations) {
        if (day < equation.from || day >= equation.until) continue;
        checkDay(equation, day, byCounter, findings);
      }
    }
  }
}

function checkDay(
  equation: Equation,
  day: string,
  values: ReadonlyMap<string, bigint>,
  findings: Findings,
): void {
  const { subject, part } = equation;
  findings.compared(subject, 1);
  const sides = sidesThatDiffer(equation, values);
  if (sides === undefined) return;
  const [expected, found] = [formatDecimal(sides.whole), formatDecimal(sides.sum)];
  findings.found([part.fact], [{ subject, measure: part.id, day, expected, found }]);
}
