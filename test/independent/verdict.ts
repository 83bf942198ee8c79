import { countsFor, stateOn, type Book, type State } from './attribution.ts';
import { cut, shift, spanOf } from './days.ts';
import { compare, divided, minus, plus, read, times, written, type Exact } from './exact.ts';
import { METRICS, rowsOn, type Metric, type Row } from './figures.ts';
import { fits, type Goal } from './goals.ts';
import type { Shop } from './shop.ts';

/** What a goal comes to on a day, reckoned by the words of decision 22. */
export interface Verdict {
  readonly state: string;
  readonly actual?: Exact | undefined;
  readonly target?: Exact | undefined;
  readonly baseline?: Exact | undefined;
  readonly attainment?: Exact | undefined;
  readonly met?: number;
  readonly over?: number;
  readonly periods?: readonly PeriodVerdict[];
}

interface PeriodVerdict {
  readonly start: string;
  readonly over: boolean;
  readonly actual?: Exact | undefined;
  readonly target?: Exact | undefined;
  readonly baseline?: Exact | undefined;
  readonly attainment?: Exact | undefined;
  readonly inside?: boolean | undefined;
  readonly met?: boolean | undefined;
}

export interface Asked {
  readonly shop: Shop;
  readonly book: Book;
  /** The day asked for, and the current one. */
  readonly day: string;
  readonly now: string;
}

const ONE: Exact = { over: 1n, under: 1n };
const NONE: Exact = { over: 0n, under: 1n };
const whole = (count: number): Exact => ({ over: BigInt(count), under: 1n });
const decimal = (value: number): Exact => read(value.toFixed(6));

export function metricOf(goal: Goal): Metric {
  const metric = METRICS.find(({ id }) => id === goal.metric);
  if (metric === undefined) throw new Error(`no metric ${goal.metric}`);
  return metric;
}

export function verdictOf(id: string, asked: Asked): Verdict {
  const goal = judging(asked.book.get(id) ?? [], asked.day);
  const today = asked.day < asked.now ? shift(asked.day, 1) : asked.now;
  return new Judge(goal, asked, today).verdict();
}

/** The last state until the day that began before its own window was over. */
function judging(states: readonly State[], day: string): Goal {
  const until = states.filter(({ from }, place) => place === 0 || from <= day);
  const begun = until.findLast(({ from, goal }) => from <= goal.window.end);
  return (begun ?? until.at(-1) ?? fail()).goal;
}

function fail(): never {
  throw new Error('a goal without a state');
}

class Judge {
  readonly #goal: Goal;
  readonly #asked: Asked;
  readonly #today: string;
  readonly #metric: Metric;
  readonly #adds: boolean;

  constructor(goal: Goal, asked: Asked, today: string) {
    this.#goal = goal;
    this.#asked = asked;
    this.#today = today;
    this.#metric = metricOf(goal);
    this.#adds = ['sum', 'distinct'].includes(this.#metric.kind);
  }

  verdict(): Verdict {
    switch (this.#goal.type) {
      case 'reach':
        return this.#reach();
      case 'maintain':
        return this.#maintain();
      case 'relative':
        return this.#relative();
      case 'increase':
      case 'decrease':
        return this.#way();
    }
  }

  /** The value over all days that the goal counted, or over some of them. */
  #value(days?: { start: string; end: string }): Exact | undefined {
    const counts = countsFor(this.#asked.book, this.#goal.id);
    const within = (row: Row, day: string): boolean =>
      (days === undefined || (day >= days.start && day <= days.end)) && counts(row, day);
    const { shop, day } = this.#asked;
    return this.#metric.figure({
      shop,
      chosen: { counts: within, through: day, today: this.#today },
    });
  }

  #isOver(end: string): boolean {
    return end < this.#today;
  }

  #state(known: boolean, reached: boolean, baseless = false): string {
    const { window, type } = this.#goal;
    if (this.#today < window.start) return 'early';
    if (baseless) return 'nobaseline';
    if (!known) return 'nodata';
    const over = this.#isOver(window.end);
    if (reached && (over || type === 'reach')) return 'achieved';
    return over ? 'missed' : 'open';
  }

  #reach(): Verdict {
    const target = decimal(this.#goal.target ?? 0);
    const early = this.#today < this.#goal.window.start;
    const actual = early ? undefined : this.#value();
    const attainment = actual && divided(actual, target);
    const reached = attainment !== undefined && compare(attainment, ONE) >= 0;
    return { state: this.#state(actual !== undefined, reached), actual, target, attainment };
  }

  #way(): Verdict {
    const { window, type } = this.#goal;
    const target = decimal(this.#goal.target ?? 0);
    const early = this.#today < window.start;
    const actual = early ? undefined : this.#value();
    const baseline = this.#baselineFor(window);
    const base = { actual, target, ...(baseline === undefined ? {} : { baseline }) };
    const side = baseline === undefined ? undefined : compare(baseline, target);
    const wrong = side !== undefined && (type === 'increase' ? side >= 0 : side <= 0);
    if (baseline === undefined || wrong) return { ...base, state: this.#state(true, false, true) };
    if (this.#adds && !this.#isOver(window.end)) {
      const attainment = this.#running(target, baseline);
      return { ...base, attainment, state: this.#state(actual !== undefined, false) };
    }
    const attainment = actual && divided(minus(actual, baseline), minus(target, baseline));
    const reached = attainment !== undefined && compare(attainment, ONE) >= 0;
    return { ...base, attainment, state: this.#state(actual !== undefined, reached) };
  }

  /** The whole days so far against as many days of the baseline. */
  #running(target: Exact, baseline: Exact): Exact | undefined {
    const { window } = this.#goal;
    const compared = this.#comparedWith(window);
    if (this.#today <= window.start || compared === undefined) return undefined;
    const end = shift(this.#today, -1);
    const gone = spanOf(window.start, end);
    const share = { over: BigInt(gone), under: BigInt(spanOf(window.start, window.end)) };
    const sameLength = spanOf(compared.start, compared.end) === spanOf(window.start, window.end);
    const before = sameLength
      ? (this.#measured(window, { start: compared.start, end: shift(compared.start, gone - 1) }) ??
        NONE)
      : times(baseline, share);
    const actual = this.#value({ start: window.start, end });
    return actual && divided(minus(actual, before), times(minus(target, baseline), share));
  }

  #periods(): {
    start: string;
    end: string;
    over: boolean;
    value: Exact | undefined;
    goal: Goal;
  }[] {
    const { window, every = 'window' } = this.#goal;
    const { book, day } = this.#asked;
    const all = book.get(this.#goal.id) ?? [];
    const states = all.filter(({ from }, place) => place === 0 || from <= day);
    return cut(window.start, window.end, every).map(({ start, end }) => ({
      start,
      end,
      over: this.#isOver(end),
      value: start > this.#today ? undefined : this.#value({ start, end }),
      goal: stateOn(states, end),
    }));
  }

  #maintain(): Verdict {
    const early = this.#today < this.#goal.window.start;
    const periods = this.#periods().map(({ start, over, value, goal }) => {
      const { min, max } = goal.band ?? {};
      const low = min !== undefined && value !== undefined && compare(value, decimal(min)) < 0;
      const high = max !== undefined && value !== undefined && compare(value, decimal(max)) > 0;
      return { start, over, actual: value, inside: over && value ? !low && !high : undefined };
    });
    const judged = periods.filter(({ inside }) => inside !== undefined);
    const met = judged.filter(({ inside }) => inside === true).length;
    const attainment = divided(whole(met), whole(judged.length));
    const known =
      periods.some(({ actual }) => actual !== undefined) &&
      (judged.length > 0 || periods.some(({ over }) => !over));
    return {
      state: this.#state(known, judged.length > 0 && met === judged.length),
      actual: early ? undefined : this.#value(),
      attainment,
      met,
      over: judged.length,
      periods,
    };
  }

  #relative(): Verdict {
    const { window, judge = 'last' } = this.#goal;
    const periods = this.#periods().map(({ start, end, over, value, goal }) => {
      const baseline = this.#baselineFor({ start, end });
      return { ...this.#against(baseline, value, goal.change ?? 0), start, end, over };
    });
    const shown = periods.map(({ share, over, ...period }) => ({
      ...period,
      over,
      attainment: over ? share : undefined,
      met: over && share ? compare(share, ONE) >= 0 : undefined,
    }));
    const judged = shown.filter(({ met }) => met !== undefined);
    const met = judged.filter((one) => one.met === true).length;
    const counts = { met, over: judged.length, periods: shown };
    const last = shown.findLast(({ over }) => over);
    const known = this.#today >= window.start && this.#value() !== undefined;
    if (last === undefined) return { ...counts, ...this.#firstSoFar(known) };
    const now = { actual: last.actual, target: last.target, baseline: last.baseline };
    const lacks = lackOf(last);
    if (judge === 'each' && judged.length > 0) {
      const attainment = divided(whole(met), whole(judged.length));
      return { ...counts, ...now, attainment, state: this.#state(known, met === judged.length) };
    }
    if (judge === 'total') {
      const over = periods.filter((one) => one.over);
      const unlike = over.find(({ share }) => share === undefined);
      if (unlike !== undefined)
        return { ...counts, ...now, state: this.#without(known, lackOf(unlike)) };
      const gained = over.map(({ actual = NONE, baseline = NONE }) => minus(actual, baseline));
      const asked = over.map(({ target = NONE, baseline = NONE }) => minus(target, baseline));
      const attainment = divided(gained.reduce(plus, NONE), asked.reduce(plus, NONE));
      const reached = attainment !== undefined && compare(attainment, ONE) >= 0;
      return { ...counts, ...now, attainment, state: this.#state(known, reached) };
    }
    if (last.attainment === undefined)
      return { ...counts, ...now, state: this.#without(known, lacks) };
    const reached = judge === 'last' && compare(last.attainment, ONE) >= 0;
    return { ...counts, ...now, attainment: last.attainment, state: this.#state(known, reached) };
  }

  #without(known: boolean, lacks: 'value' | 'baseline'): string {
    const state = this.#state(known, false, lacks === 'baseline');
    return state === 'missed' ? 'nodata' : state;
  }

  /** Before a period is over: the first one's whole days against as many days of its baseline. */
  #firstSoFar(known: boolean): Verdict {
    const { window, every = 'window', change = 0 } = this.#goal;
    const first = cut(window.start, window.end, every)[0] ?? window;
    if (this.#today <= first.start) return { state: this.#state(known, false) };
    const end = shift(this.#today, -1);
    const actual = this.#value({ start: first.start, end });
    const compared = this.#comparedWith(first);
    const fixed = this.#adds ? undefined : this.#baselineFor(first);
    const all = this.#baselineFor(first);
    const days = Math.min(
      spanOf(first.start, end),
      compared ? spanOf(compared.start, compared.end) : 0,
    );
    const baseline =
      compared === undefined
        ? fixed
        : all === undefined && !this.#isMeasured(first)
          ? undefined
          : this.#measured(first, { start: compared.start, end: shift(compared.start, days - 1) });
    const { share, ...figures } = this.#against(baseline, actual, change);
    const state =
      share === undefined ? this.#without(known, lackOf(figures)) : this.#state(known, false);
    return { ...figures, attainment: share, state };
  }

  #against(baseline: Exact | undefined, actual: Exact | undefined, change: number) {
    const share = decimal(change);
    const target = baseline && times(baseline, plus(ONE, share));
    const comparable = baseline !== undefined && compare(baseline, NONE) > 0;
    const attained =
      comparable && actual ? divided(minus(actual, baseline), times(baseline, share)) : undefined;
    return { actual, baseline, target, share: attained };
  }

  #comparedWith({ start, end }: { start: string; end: string }) {
    const { baseline } = this.#goal;
    if (typeof baseline === 'object') return baseline;
    if (typeof baseline !== 'string') return undefined;
    const length = spanOf(start, end);
    return { start: shift(start, -length), end: shift(start, -1) };
  }

  #baselineFor(period: { start: string; end: string }): Exact | undefined {
    const { baseline } = this.#goal;
    if (typeof baseline === 'number') return decimal(baseline);
    const compared = this.#comparedWith(period);
    return compared === undefined || !this.#isMeasured(period)
      ? undefined
      : this.#measured(period, compared);
  }

  /** Baselines are measured once their days are over. */
  #isMeasured(period: { start: string; end: string }): boolean {
    const compared = this.#comparedWith(period);
    return compared !== undefined && compared.end < this.#asked.now;
  }

  /** From the facts of the goal's first scope, within its family, with six places. */
  #measured(
    period: { start: string; end: string },
    days: { start: string; end: string },
  ): Exact | undefined {
    const { shop, book, now } = this.#asked;
    const began = this.#goal.window.start < now ? this.#goal.window.start : now;
    const goals = [...book.values()].map((states) => stateOn(states, began));
    const own = goals.find(({ id }) => id === this.#goal.id);
    if (own === undefined) return undefined;
    const counts = (row: Row, day: string): boolean =>
      day >= days.start && day <= days.end && inFamily(own, goals, row, period);
    const rows = { shop, chosen: { counts, through: now, today: now } };
    if (rowsOn(this.#metric, rows) === 0) return undefined;
    const value = this.#metric.figure(rows);
    return value && read(written(value));
  }
}

function lackOf({ baseline }: { readonly baseline?: Exact | undefined }): 'value' | 'baseline' {
  return baseline === undefined || compare(baseline, NONE) <= 0 ? 'baseline' : 'value';
}

/** What a goal would have counted: within its parent's, and not what children before it count alone. */
function inFamily(
  goal: Goal,
  goals: readonly Goal[],
  row: Row,
  period: { start: string; end: string },
): boolean {
  if (!fits(goal.scope, row)) return false;
  if (goal.parent === undefined) return true;
  const parent = goals.find(({ id }) => id === goal.parent);
  if (parent === undefined || !inFamily(parent, goals, row, period)) return false;
  const rank = (one: Goal): number => one.priority ?? 0;
  return !goals.some(
    (other) =>
      other.parent === goal.parent &&
      (rank(other) < rank(goal) || (rank(other) === rank(goal) && other.id < goal.id)) &&
      other.window.start <= period.end &&
      other.window.end >= period.start &&
      fits(other.scope, row),
  );
}
