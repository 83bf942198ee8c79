import type { GoalAttainment } from '../../schemas/attainment.ts';
import { parseDecimal } from '../../schemas/decimal.ts';

/** How figures are spelled: a BCP 47 tag, an ISO 4217 code. */
export interface Style {
  readonly locale: string;
  readonly currency: string;
}

/** What was agreed, to its last digit. */
export function targetText(goal: GoalAttainment, style: Style): string {
  if (goal.band === undefined) {
    return goal.target === undefined ? '–' : exactly(goal.target, goal, style);
  }
  const { min, max } = goal.band;
  const from = min === undefined ? undefined : exactly(min, goal, style);
  const to = max === undefined ? undefined : exactly(max, goal, style);
  if (from === undefined) return `≤ ${to ?? ''}`;
  return to === undefined ? `≥ ${from}` : `${from} – ${to}`;
}

/**
 * The actual; exactly where rounding could put it on the other side of the target or a limit, or
 * make nothing of something.
 */
export function actualText(actual: string, goal: GoalAttainment, style: Style): string {
  const limits = [goal.target, goal.band?.min, goal.band?.max, '0'].filter(
    (text) => text !== undefined,
  );
  const value = parseDecimal(actual) ?? 0n;
  // Micros: figures that are nearer to each other may be rounded to the same.
  const step = goal.metric.unit === 'days' ? 10_000n : 1_000n;
  const isNear = limits.some((limit) => {
    const away = value - (parseDecimal(limit) ?? 0n);
    return away < step && away > -step;
  });
  return figure(actual, goal, style, isNear ? EXACT : PLACES);
}

/** Places after the point of a figure, of a share as a decimal; days have one less. */
const PLACES = 3;
/** Places after the point that hold every figure: six, in percent four. */
const EXACT = 6;

/** A figure to its last digit. */
export function exactly(value: string, goal: Pick<GoalAttainment, 'metric'>, style: Style): string {
  return figure(value, goal, style, EXACT);
}

/**
 * A figure in the metric's unit. Intl formats decimals given as text exactly.
 * @param places after the point at most, of a share as a decimal.
 */
function figure(
  value: string,
  { metric }: Pick<GoalAttainment, 'metric'>,
  { locale, currency }: Style,
  places: number,
): string {
  if (metric.unit === 'ratio') {
    const options = { style: 'percent', minimumFractionDigits: 1 } as const;
    const maximumFractionDigits = places - 2;
    return new Intl.NumberFormat(locale, { ...options, maximumFractionDigits }).format(
      value as `${number}`,
    );
  }
  const options: Intl.NumberFormatOptions =
    metric.unit === 'money'
      ? { style: 'currency', currency, maximumFractionDigits: places }
      : metric.unit === 'days'
        ? {
            style: 'unit',
            unit: 'day',
            unitDisplay: 'long',
            maximumFractionDigits: places === EXACT ? EXACT : places - 1,
          }
        : { maximumFractionDigits: places };
  return new Intl.NumberFormat(locale, options).format(value as `${number}`);
}

/** Attainment and shares: cut downwards, so that 0.9999 is never 100 %. */
export function percent(value: string, locale: string): string {
  return new Intl.NumberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    roundingMode: 'floor',
  }).format(value as `${number}`);
}
