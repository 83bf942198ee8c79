import { addDays, lengthOf } from '../../schemas/calendar.ts';
import { formatDecimal, ONE, parseDecimal } from '../../schemas/decimal.ts';
import type { Goal } from '../../schemas/goals.ts';
import type { Metric } from '../../schemas/metric.ts';
import { baselineOf, frozenPeriod, type From } from './baseline.ts';
import {
  comparisonOf,
  shareText,
  tooLittle,
  type Evaluation,
  type EvaluationInput,
  type Stand,
} from './change.ts';
import { comparedDays } from './compare.ts';
import {
  compare,
  divide,
  formatBeside,
  micros,
  scale,
  subtract,
  type Fraction,
} from './fraction.ts';
import { addsUpOverDays, exactOf } from './measured.ts';
import { areOver, wereRead } from './reading.ts';
import { daysGone, stateOf } from './state.ts';

type Way = Extract<Goal, { type: 'increase' | 'decrease' }>;

/** Increase and decrease: how much of the way from the baseline to the target is gone. */
export function onTheWay(goal: Way, metric: Metric, input: EvaluationInput): Stand {
  const target = parseDecimal(goal.target) ?? 0n;
  const from = baselineOf(goal.baseline, goal.window, { frozen: input.frozen, today: input.today });
  const value = exactOf(metric, input.whole, wereRead(input, goal.window));
  const comparison = comparisonOf(goal, metric, input, goal.window);
  const base = {
    target: formatDecimal(target),
    ...('value' in from ? { baseline: formatBeside(from.value, []) } : {}),
    comparison,
  };
  const reason = 'reason' in from ? from.reason : wrongSide(goal, from.value, target);
  if (reason !== undefined) {
    const state = stateOf(
      goal,
      { known: value !== undefined, reached: false, baseless: true },
      input,
    );
    return { ...base, state, reason };
  }
  if (addsUpOverDays(metric) && !areOver(input, goal.window)) {
    return { ...base, ...running(goal, metric, input, soFarOf(goal, metric, input, from, target)) };
  }
  const share =
    value === undefined || 'reason' in from
      ? undefined
      : divide(subtract(value, from.value), subtract(micros(target), from.value));
  const isReached = share !== undefined && compare(share, micros(ONE)) >= 0;
  return {
    ...base,
    ...shareText(share),
    state: stateOf(goal, { known: value !== undefined, reached: isReached }, input),
    ...(value === undefined ? tooLittle(input, goal.window) : {}),
  };
}

/** Whether a measured baseline, a decimal, is on the target or beyond it. */
export function leavesNothing(goal: Way, baseline: string): boolean {
  const from = micros(parseDecimal(baseline) ?? 0n);
  return wrongSide(goal, from, parseDecimal(goal.target) ?? 0n) !== undefined;
}

/** Why a measured baseline leaves nothing to go: it is on the target, or beyond it. */
function wrongSide(goal: Way, baseline: Fraction, target: bigint): string | undefined {
  const sign = compare(baseline, micros(target));
  if (goal.type === 'increase' ? sign < 0 : sign > 0) return undefined;
  const there = formatBeside(baseline, []);
  const asked = formatDecimal(target);
  if (sign === 0) return `the baseline, ${there}, is the target: there is nothing to go`;
  const beyond = goal.type === 'increase' ? 'above' : 'below';
  return `the baseline, ${there}, is ${beyond} the target, ${asked}, already: a goal to ${goal.type} would ask for the opposite`;
}

interface SoFar {
  readonly actual: Fraction;
  readonly baseline: Fraction;
  readonly target: Fraction;
}

/** The whole days so far against as many days of the baseline, and their part of the way. */
function soFarOf(
  goal: Way,
  metric: Metric,
  input: EvaluationInput,
  from: From,
  target: bigint,
): SoFar | { readonly reason: string } {
  const { window, baseline } = goal;
  const gone = daysGone(window, input.today);
  if (gone === 0) return { reason: 'no day of the window is over yet' };
  const compared = comparedDays(baseline, window);
  if (compared === undefined || 'reason' in from) {
    return { reason: 'the window is not over, and its baseline is for a whole one' };
  }
  const actual = exactOf(metric, input.running ?? { parts: [], facts: 0 }, wereRead(input, window));
  if (actual === undefined) return { reason: 'the days so far were not read yet' };
  const base = toDateOf(frozenPeriod(input.frozen, window)?.toDate, gone, {
    whole: from.value,
    compared: lengthOf(compared),
    window: lengthOf(window),
  });
  if (base === undefined) {
    return { reason: 'the baseline was measured for the whole window only, not day by day' };
  }
  const way = scale(subtract(micros(target), from.value), BigInt(gone), BigInt(lengthOf(window)));
  return { actual, baseline: base, target: subtract(base, { over: -way.over, under: way.under }) };
}

/** The baseline of so many days: as measured day by day, or its part where its days are not as many. */
function toDateOf(
  toDate: readonly (string | null)[] | undefined,
  gone: number,
  { whole, compared, window }: { whole: Fraction; compared: number; window: number },
): Fraction | undefined {
  if (compared !== window) return scale(whole, BigInt(gone), BigInt(window));
  const found = toDate?.[gone - 1];
  return found === undefined ? undefined : micros(parseDecimal(found ?? '0') ?? 0n);
}

/** What is said of a goal while it runs. */
function running(
  goal: Way,
  metric: Metric,
  input: EvaluationInput,
  known: SoFar | { readonly reason: string },
): Stand {
  const comparison = comparisonOf(goal, metric, input, goal.window);
  if ('reason' in known) {
    const isKnown = exactOf(metric, input.whole, wereRead(input, goal.window)) !== undefined;
    const state = stateOf(goal, { known: isKnown, reached: false }, input);
    return { state, reason: known.reason, comparison: { ...comparison, running: true } };
  }
  const { actual, baseline, target } = known;
  const share = divide(subtract(actual, baseline), subtract(target, baseline));
  const toDate = {
    actual: formatBeside(actual, []),
    baseline: formatBeside(baseline, []),
    target: formatBeside(target, []),
  };
  return {
    ...shareText(share),
    state: stateOf(goal, { known: true, reached: false }, input),
    comparison: { ...comparison, running: true, ...daysSoFar(goal, input.today), toDate },
  };
}

/** The days that are compared while the goal runs. */
function daysSoFar(
  { baseline, window }: Way,
  today: string,
): Pick<NonNullable<Evaluation['comparison']>, 'period' | 'compared'> {
  const gone = daysGone(window, today);
  const compared = comparedDays(baseline, window);
  const period = { start: window.start, end: addDays(window.start, gone - 1) };
  if (compared === undefined) return { period };
  const asMany = lengthOf(compared) === lengthOf(window);
  const end = asMany ? addDays(compared.start, gone - 1) : compared.end;
  return { period, compared: { start: compared.start, end } };
}
