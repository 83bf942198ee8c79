import type { GoalAttainment } from '../../schemas/attainment.ts';
import { divideDecimal, formatDecimal, parseDecimal } from '../../schemas/decimal.ts';
import type { Goal } from '../../schemas/goals.ts';

/**
 * What the goals that support another come to: Σ weight × attainment, rounded once, half to even at
 * the sixth place, never clipped. It has a value only where each has a weight and an attainment.
 * @returns undefined where no goal supports it.
 */
export function scoreOf(
  goal: string,
  goals: readonly Goal[],
  attainment: (id: string) => string | undefined,
): GoalAttainment['score'] {
  const of = goals
    .filter(({ supports }) => supports === goal)
    .map(({ id, weight }) => {
      const share = attainment(id);
      return {
        id,
        ...(weight === undefined ? {} : { weight }),
        ...(share === undefined ? {} : { attainment: share }),
      };
    });
  if (of.length === 0) return undefined;
  const value = weighted(of);
  return { of, ...(value === undefined ? {} : { value }) };
}

function weighted(of: readonly { weight?: string; attainment?: string }[]): string | undefined {
  let sum = 0n;
  for (const { weight, attainment } of of) {
    const factors = [weight, attainment].map((text) => parseDecimal(text ?? ''));
    const [a, b] = factors;
    if (a === undefined || b === undefined) return undefined;
    sum += a * b;
  }
  const rounded = divideDecimal(sum, 1_000_000_000_000n);
  return rounded === undefined ? undefined : formatDecimal(rounded);
}
