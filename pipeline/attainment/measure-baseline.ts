import { lengthOf } from '../../schemas/calendar.ts';
import { formatDecimal } from '../../schemas/decimal.ts';
import type { FrozenBaseline } from '../../schemas/goal-history.ts';
import type { Goal } from '../../schemas/goals.ts';
import type { Metric } from '../../schemas/metric.ts';
import { touchModel } from '../attribution/matcher.ts';
import type { Store } from '../store/store.ts';
import { frozenPeriod } from './baseline.ts';
import { hasPeriods, periodsOf, type Days } from './calendar.ts';
import { comparedDays } from './compare.ts';
import { familyScope } from './family-scope.ts';
import { ScopeBatch } from './scope-batch.ts';
import { addsUpOverDays, valueOf, type Measured } from './measured.ts';

/** What a baseline is measured for, and when. */
export interface BaselineMeasure {
  /** All goals in force: a child is measured within its family. */
  readonly goals: readonly Goal[];
  readonly metric: Metric;
  /** The local date: days before it are over. */
  readonly today: string;
  /** ms since the epoch. */
  readonly knownAt: number;
  /** What was frozen before: it stays as it is, and only what is missing is measured. */
  readonly frozen?: FrozenBaseline;
}

type FrozenPeriod = FrozenBaseline['periods'][number];

/** The periods whose compared days are over and that are not measured yet. Pure. */
export function unmeasuredPeriods(
  goal: Goal,
  frozen: FrozenBaseline | undefined,
  today: string,
): readonly { readonly period: Days; readonly compared: Days }[] {
  if (!('baseline' in goal)) return [];
  const periods = hasPeriods(goal) ? periodsOf(goal.window, goal.every) : [goal.window];
  return periods.flatMap((period) => {
    const compared = comparedDays(goal.baseline, period);
    if (compared === undefined || compared.end >= today) return [];
    // Days that had nothing are looked at again: what is late may still come.
    const known = frozenPeriod(frozen, period);
    return known === undefined || known.facts === 0 ? [{ period, compared }] : [];
  });
}

/** One goal of `measureBaselines`. */
export interface BaselineAsked {
  readonly goal: Goal;
  readonly measure: BaselineMeasure;
}

/**
 * Measures goals' baselines from the facts: those a goal's scope takes in, within its family, on the
 * days that its periods are compared with. Days that are not over are left for later: call it again
 * with what it gave; what is frozen is never measured again.
 * @returns for each goal the baseline, the same as `frozen` where there is nothing to measure.
 */
export async function measureBaselines(
  store: Store,
  asked: readonly BaselineAsked[],
): Promise<readonly (FrozenBaseline | undefined)[]> {
  const batch = new ScopeBatch();
  const read = asked.map((one) => planBaseline(batch, one));
  await batch.run(store);
  return read.map((give) => give());
}

/** The same of one goal. */
export async function measureBaseline(
  store: Store,
  goal: Goal,
  measure: BaselineMeasure,
): Promise<FrozenBaseline | undefined> {
  const [measured] = await measureBaselines(store, [{ goal, measure }]);
  return measured;
}

function planBaseline(
  batch: ScopeBatch,
  { goal, measure }: BaselineAsked,
): () => FrozenBaseline | undefined {
  const { frozen, metric, knownAt, today } = measure;
  const missing = unmeasuredPeriods(goal, frozen, today);
  if (missing.length === 0) return () => frozen;
  const plans = missing.map(({ period, compared }) =>
    planPeriod(batch, goal, measure, period, compared),
  );
  return () => {
    const measured = plans
      .map((give) => give())
      .map((one) =>
        frozen === undefined ? one : { ...one, knownAt, metricVersion: metric.version },
      );
    const again = new Set(measured.map(({ start }) => start));
    const kept = (frozen?.periods ?? []).filter(({ start }) => !again.has(start));
    const periods = [...kept, ...measured];
    return {
      metricVersion: frozen?.metricVersion ?? metric.version,
      knownAt: frozen?.knownAt ?? knownAt,
      periods: periods.toSorted((a, b) => (a.start < b.start ? -1 : 1)),
    };
  };
}

function planPeriod(
  batch: ScopeBatch,
  goal: Goal,
  { goals, metric, today }: BaselineMeasure,
  period: Days,
  compared: Days,
): () => FrozenPeriod {
  const scope = familyScope(goal, goals, period);
  const what = { metric, scope, touch: touchModel(goal), through: today } as const;
  const readWhole = batch.whole(what, compared);
  const days = Math.min(lengthOf(period), lengthOf(compared));
  const readToDate = isRunFirst(goal, metric, period, compared)
    ? batch.toDate(what, compared, days)
    : undefined;
  return () => {
    const whole = readWhole();
    const value = valueText(metric, whole);
    const toDate = readToDate?.();
    return {
      start: period.start,
      end: period.end,
      from: compared.start,
      to: compared.end,
      ...(value === undefined ? {} : { value }),
      facts: whole.facts,
      ...(toDate === undefined
        ? {}
        : { toDate: toDate.map((one) => valueText(metric, one) ?? null) }),
    };
  };
}

/** Whether a period is compared while it runs, day by day. */
function isRunFirst(goal: Goal, metric: Metric, period: Days, compared: Days): boolean {
  if (period.start !== goal.window.start) return false;
  return (
    goal.type === 'relative' || (addsUpOverDays(metric) && lengthOf(period) === lengthOf(compared))
  );
}

function valueText(metric: Metric, measured: Measured): string | undefined {
  const value = measured.facts === 0 ? undefined : valueOf(metric, measured);
  return value === undefined ? undefined : formatDecimal(value);
}
