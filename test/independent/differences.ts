import type { Book } from './attribution.ts';
import { compare, read, sum, written, type Exact } from './exact.ts';
import { METRICS } from './figures.ts';
import type { Goal } from './goals.ts';
import type { Shop } from './shop.ts';
import { metricOf, verdictOf } from './verdict.ts';
import { shift } from './days.ts';

/** How many values of each kind were compared, and what differs. */
export interface Tally {
  readonly compared: Map<string, number>;
  readonly different: string[];
}

export interface Reported {
  readonly seed: number;
  readonly shop: Shop;
  readonly book: Book;
  readonly goals: readonly Goal[];
  readonly day: string;
  readonly today: string;
  readonly report: Report;
}

type Text = string | undefined;
interface Report {
  readonly goals: readonly ReportedGoal[];
  readonly metrics: readonly Readonly<
    Record<'metric' | 'total' | 'goals' | 'overlap' | 'unattributed', string>
  >[];
}
interface ReportedGoal {
  readonly id: string;
  readonly state: string;
  readonly actual?: string;
  readonly target?: string;
  readonly baseline?: string;
  readonly attainment?: string;
  readonly judge?: { readonly met: number; readonly over: number };
  readonly periods?: readonly ReportedPeriod[];
  readonly daily: readonly { readonly day: string; readonly value?: string }[];
}
interface ReportedPeriod {
  readonly start: string;
  readonly over?: boolean;
  readonly inside?: boolean;
  readonly met?: boolean;
  readonly actual?: string;
  readonly target?: string;
  readonly baseline?: string;
  readonly attainment?: string;
}

/** Compares a report with what is reckoned here. */
export function differencesOf(reported: Reported, tally: Tally): void {
  const { seed, goals, day, report } = reported;
  const found = new Map(report.goals.map((goal) => [goal.id, goal]));
  for (const goal of goals) {
    const note = noteFor(`seed ${seed} ${day} ${goal.id} (${goal.type} ${goal.metric})`, tally);
    const seen = found.get(goal.id);
    if (seen === undefined) note('goal', 'there', 'not there');
    else goalDifferences(goal, seen, reported, note);
  }
  for (const summary of report.metrics) {
    const note = noteFor(`seed ${seed} ${day} ${summary.metric}`, tally);
    const through = { counts: () => true, through: day, today: tomorrow(reported) };
    const metric = METRICS.find(({ id }) => id === summary.metric);
    const total = metric?.figure({ shop: reported.shop, chosen: through });
    note('metric total', total && written(total), summary.total);
    const parts = sum([summary.goals, summary.unattributed, negated(summary.overlap)]);
    note('metric sum', summary.total, written(parts));
  }
}

type Note = (kind: string, expected: unknown, seen: unknown) => void;

function noteFor(where: string, { compared, different }: Tally): Note {
  return (kind, expected, seen) => {
    compared.set(kind, (compared.get(kind) ?? 0) + 1);
    if (expected === seen) return;
    different.push(`${where} ${kind}: expected ${String(expected)}, seen ${String(seen)}`);
  };
}

function goalDifferences(goal: Goal, seen: ReportedGoal, reported: Reported, note: Note): void {
  const { shop, book, day, today } = reported;
  const expected = verdictOf(goal.id, { shop, book, day, now: today });
  note('state', expected.state, seen.state);
  figure(note, 'actual', expected.actual, seen.actual, limitsOf(expected, goal));
  if (goal.type !== 'maintain') figure(note, 'target', expected.target, seen.target);
  if (goal.type !== 'maintain' && goal.type !== 'reach') {
    figure(note, 'baseline', expected.baseline, seen.baseline);
  }
  figure(note, 'attainment', expected.attainment, seen.attainment, [ONE]);
  if (expected.periods !== undefined) {
    note('periods met', expected.met, seen.judge?.met);
    note('periods over', expected.over, seen.judge?.over);
    note('periods', expected.periods.length, seen.periods?.length);
    expected.periods.forEach((period, place) => {
      const other = seen.periods?.[place];
      note('period start', period.start, other?.start);
      note('period over', period.over, other?.over);
      note('period verdict', period.inside ?? period.met, other?.inside ?? other?.met);
      figure(note, 'period actual', period.actual, other?.actual, limitsOf(period, goal));
      figure(note, 'period attainment', period.attainment, other?.attainment, [ONE]);
      if (goal.type !== 'relative') return;
      figure(note, 'period baseline', period.baseline, other?.baseline);
      figure(note, 'period target', period.target, other?.target);
    });
  }
  const metric = metricOf(goal);
  if (metric.kind !== 'sum' || goal.type === 'relative') return;
  note('sum of days', seen.actual ?? '0', written(sum(seen.daily.map(({ value }) => value))));
}

const ONE: Exact = { over: 1n, under: 1n };

/** Six places, half to even, but never onto a limit or over it. */
function figure(
  note: Note,
  kind: string,
  expected: Exact | undefined,
  seen: Text,
  limits: readonly Exact[] = [],
): void {
  note(kind, expected && beside(expected, limits), seen);
}

function beside(value: Exact, limits: readonly Exact[]): string {
  const text = written(value);
  const crossed = limits.find(
    (limit) => read(written(limit)) && compare(value, limit) !== compare(read(text), limit),
  );
  if (crossed === undefined) return text;
  const step: Exact = { over: compare(value, crossed) < 0 ? -1n : 1n, under: 1_000_000n };
  return written({
    over: crossed.over * step.under + step.over * crossed.under,
    under: crossed.under * step.under,
  });
}

function limitsOf(
  { target }: { readonly target?: Exact | undefined },
  goal: Goal,
): readonly Exact[] {
  const band = goal.type === 'maintain' ? [goal.band?.min, goal.band?.max] : [];
  const given = band.flatMap((limit) => (limit === undefined ? [] : [read(limit.toFixed(6))]));
  const isPlain = target !== undefined && compare(read(written(target)), target) === 0;
  return isPlain ? [...given, target] : given;
}

function negated(text: string): string {
  if (text === '0') return text;
  return text.startsWith('-') ? text.slice(1) : `-${text}`;
}

function tomorrow({ day, today }: Reported): string {
  return day < today ? shift(day, 1) : today;
}
