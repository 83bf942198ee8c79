import type { GoalAttainment } from '../../schemas/attainment.ts';
import { addDays, lengthOf } from '../../schemas/calendar.ts';
import { formatDecimal, ONE, parseDecimal } from '../../schemas/decimal.ts';
import type { FrozenBaseline } from '../../schemas/goal-history.ts';
import type { Goal } from '../../schemas/goals.ts';
import type { Metric } from '../../schemas/metric.ts';
import { baselineOf, frozenPeriod, type From } from './baseline.ts';
import type { Days } from './calendar.ts';
import { comparedDays, comparisonWords } from './compare.ts';
import {
  compare,
  divide,
  formatBeside,
  micros,
  scale,
  subtract,
  type Fraction,
} from './fraction.ts';
import {
  addsUpOverDays,
  exactOf,
  valuesOf,
  type Measured,
  type PeriodMeasured,
} from './measured.ts';
import { areOver, wereRead, type Reading } from './reading.ts';
import { relative } from './relative.ts';
import { daysGone, stateOf } from './state.ts';

/** The figures of a goal that evaluation works out. */
export type Evaluation = Pick<GoalAttainment, 'state' | 'elapsed' | 'facts'> &
  Partial<
    Pick<
      GoalAttainment,
      | 'actual'
      | 'attainment'
      | 'band'
      | 'baseline'
      | 'change'
      | 'comparison'
      | 'denominator'
      | 'judge'
      | 'numerator'
      | 'periods'
      | 'reason'
      | 'target'
      | 'worst'
    >
  >;

/** What is measured of a goal on a day. */
export interface EvaluationInput extends Reading {
  readonly whole: Measured;
  /** Those of a maintain or relative goal, in order. */
  readonly periods?: readonly PeriodMeasured[];
  /** The first period over its whole days so far, while it is running: the window of an increase or a decrease. */
  readonly running?: Measured | undefined;
  readonly frozen?: FrozenBaseline | undefined;
  /** The goal as it was in force on a local day; absent: as it is. */
  readonly goalOn?: (day: string) => Goal;
}

type Targeted = Extract<Goal, { target: string }>;
type Change = Extract<Goal, { type: 'increase' | 'decrease' | 'relative' }>;
type Way = Extract<Goal, { type: 'increase' | 'decrease' }>;
type Stand = Omit<Evaluation, 'elapsed' | 'facts'>;

/** How much of the target is there. */
export function reached(goal: Targeted, metric: Metric, input: EvaluationInput): Stand {
  const target = parseDecimal(goal.target) ?? 0n;
  const value = exactOf(metric, input.whole, wereRead(input, goal.window));
  const share = value === undefined ? undefined : divide(value, micros(target));
  const isReached = share !== undefined && compare(share, micros(ONE)) >= 0;
  return {
    target: formatDecimal(target),
    ...shareText(share),
    state: stateOf(goal, { known: value !== undefined, reached: isReached }, input),
    ...(value === undefined ? tooLittle(input, goal.window) : {}),
  };
}

/** Increase and decrease: how much of the way from the baseline to the target is gone. */
export function onTheWay(goal: Way, metric: Metric, input: EvaluationInput): Stand {
  const target = parseDecimal(goal.target) ?? 0n;
  const from = baselineOf(
    goal.baseline,
    goal.window,
    { ...input, frozen: input.frozen, metric },
    false,
  );
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
    return {
      ...base,
      ...soFar(goal, metric, input, from, target),
      comparison: { ...comparison, ...toDate(goal, metric, input, from, target) },
    };
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

function soFar(...args: Parameters<typeof soFarOf>): Stand {
  const [goal, , input] = args;
  const known = soFarOf(...args);
  if ('reason' in known) {
    const isKnown = exactOf(args[1], input.whole, wereRead(input, goal.window)) !== undefined;
    return {
      state: stateOf(goal, { known: isKnown, reached: false }, input),
      reason: known.reason,
    };
  }
  const share = divide(
    subtract(known.actual, known.baseline),
    subtract(known.target, known.baseline),
  );
  return { ...shareText(share), state: stateOf(goal, { known: true, reached: false }, input) };
}

function toDate(
  ...args: Parameters<typeof soFarOf>
): Partial<NonNullable<Evaluation['comparison']>> {
  const [goal, , input] = args;
  const known = soFarOf(...args);
  const gone = daysGone(goal.window, input.today);
  const compared = comparedDays(goal.baseline, goal.window);
  if ('reason' in known || compared === undefined) return { running: true };
  const { start } = goal.window;
  const asMany = lengthOf(compared) === lengthOf(goal.window);
  return {
    running: true,
    period: { start, end: addDays(start, gone - 1) },
    compared: asMany ? { start: compared.start, end: addDays(compared.start, gone - 1) } : compared,
    toDate: {
      actual: formatBeside(known.actual, []),
      baseline: formatBeside(known.baseline, []),
      target: formatBeside(known.target, []),
    },
  };
}

function shareText(share: Fraction | undefined): { attainment?: string } {
  return share === undefined ? {} : { attainment: formatBeside(share, [ONE]) };
}

/** Why there is no value though the window has begun. */
export function tooLittle(reading: Reading, window: Days): { reason?: string } {
  if (reading.today < window.start) return {};
  return wereRead(reading, window)
    ? { reason: 'too little was counted for a rate: there is nothing to divide by' }
    : { reason: 'nothing was counted, and the streams were not read over these days' };
}

export function relativeTo(
  goal: Extract<Goal, { type: 'relative' }>,
  metric: Metric,
  input: EvaluationInput,
): Stand {
  const { frozen, today, goalOn = () => goal } = input;
  const isRead = (days: Days): boolean => wereRead(input, days);
  const result = relative(goal, {
    periods: valuesOf(metric, input.periods ?? [], isRead),
    running: exactOf(metric, input.running ?? { parts: [], facts: 0 }, isRead(goal.window)),
    frozen,
    metric,
    today,
    reading: input,
    changeOn: (day) => {
      const then = goalOn(day);
      return then.type === 'relative' ? parseDecimal(then.change) : undefined;
    },
  });
  const {
    words,
    running,
    period,
    compared,
    lacks,
    periods,
    reached: isReached,
    ...figures
  } = result;
  const frozenFor = (running ? periods[0] : period) ?? goal.window;
  const standing = {
    known: exactOf(metric, input.whole, isRead(goal.window)) !== undefined,
    reached: isReached,
    baseless: lacks === 'baseline',
  };
  const state = stateOf(goal, standing, input);
  return {
    ...figures,
    periods: [...periods],
    change: goal.change,
    state: state === 'missed' && lacks === 'value' ? 'nodata' : state,
    comparison: {
      ...comparisonOf(goal, metric, input, frozenFor),
      words,
      running,
      ...(period === undefined ? {} : { period }),
      ...(compared === undefined ? {} : { compared }),
    },
  };
}

/**
 * What a change is measured from, and since when that stands.
 * @param period the period of whole days that a baseline was frozen for.
 */
export function comparisonOf(
  { baseline }: Change,
  metric: Metric,
  { frozen }: Pick<EvaluationInput, 'frozen'>,
  period: Days,
): NonNullable<GoalAttainment['comparison']> {
  const compared = comparedDays(baseline, period);
  const measured = frozenPeriod(frozen, period);
  const version = measured?.metricVersion ?? frozen?.metricVersion;
  const knownAt = measured?.knownAt ?? frozen?.knownAt;
  return {
    kind: baseline.kind,
    words: comparisonWords(baseline, period, compared),
    running: false,
    ...(compared === undefined ? {} : { compared }),
    ...(measured === undefined || version === undefined || knownAt === undefined
      ? {}
      : { metricVersion: version, knownAt, redefined: version !== metric.version }),
  };
}
