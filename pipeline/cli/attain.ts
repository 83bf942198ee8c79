import type { AttainmentReport, GoalAttainment } from '../../schemas/attainment.ts';
import { changeLines } from './changes-text.ts';
import { missingRatesLines } from './missing-rates-text.ts';
import { table } from './output.ts';

/** Said where figures were read while facts are attributed anew. */
const MIXED =
  'Goals or rates have changed and facts are still being attributed anew: some figures here are of before, some of after. Ask again in a while; goalstream status tells when it is done.';

/** The goals as a table for a terminal. */
export function attainTable(
  { goals, business, day, missingRates, past, processing }: AttainmentReport,
  owner?: string,
): string {
  const { locale, currency } = business;
  const mine = (goal: GoalAttainment) => goal.owners.find(({ id }) => id === owner);
  const goalsTable = table(
    [
      { title: 'Goal' },
      { title: 'Owner' },
      { title: 'Window' },
      { title: 'Actual', align: 'right' },
      { title: 'Target', align: 'right' },
      { title: 'Attained', align: 'right' },
      ...(owner === undefined
        ? []
        : [
            { title: 'Share', align: 'right' as const },
            { title: 'Own part', align: 'right' as const },
          ]),
      { title: 'State' },
    ],
    goals.map((goal) => [
      goal.title,
      goal.owner.name,
      `${goal.window.start} – ${goal.window.end}`,
      goal.actual === undefined ? '–' : actualText(goal.actual, goal, locale, currency),
      target(goal, locale, currency),
      goal.attainment === undefined ? '–' : percent(goal.attainment, locale),
      ...(owner === undefined ? [] : ownCells(mine(goal), goal, locale, currency)),
      stateOf(goal),
    ]),
  );
  const missing = missingRatesLines(missingRates);
  const asKnown =
    past === true
      ? [
          '',
          `Goals as agreed on ${day}; facts up to and including that day as they are known now, later corrections included.`,
        ]
      : [];
  return [
    goalsTable,
    ...(processing.reattributing === true ? ['', MIXED] : []),
    ...asKnown,
    ...comparisonLines(goals),
    ...(missing.length > 0 ? [''] : []),
    ...missing,
  ].join('\n');
}

function ownCells(
  mine: GoalAttainment['owners'][number] | undefined,
  goal: GoalAttainment,
  locale: string,
  currency: string,
): string[] {
  if (mine === undefined) return ['–', '–'];
  const { share, value } = mine;
  return [
    percent(share, locale),
    value === undefined ? 'not divided' : figure(value, goal, locale, currency),
  ];
}

const STATES: Partial<Record<GoalAttainment['state'], string>> = {
  nodata: 'no data',
  nobaseline: 'no baseline',
  damaged: 'not answered',
};

function stateOf({ state, incomplete }: GoalAttainment): string {
  const word = STATES[state] ?? state;
  return incomplete === true ? `${word}, incomplete` : word;
}

/** Which days are compared with which, why something can't be said, and scores. */
function comparisonLines(goals: readonly GoalAttainment[]): string[] {
  const lines = goals.flatMap((goal) => [...changeLines(goal), ...ownLines(goal)]);
  return lines.length === 0 ? [] : ['', ...lines];
}

function ownLines(goal: GoalAttainment): string[] {
  const { title, comparison, judge, marks, open, reason, score } = goal;
  return [
    ...(judge === undefined ? [] : [`${title}: ${judgeText(judge)}`]),
    ...(comparison === undefined ? [] : [`${title}: ${comparison.words}`]),
    ...(open === undefined ? [] : [`${title}: ${openText(open)}`]),
    ...(reason === undefined ? [] : [`${title}: no attainment, for ${reason}`]),
    ...(marks ?? []).map(({ words }) => `${title}: ${words}`),
    ...(score?.value === undefined
      ? []
      : [`${title}: the goals that support it score ${score.value}`]),
  ];
}

/** How the periods are judged, and how many were met. */
function judgeText({ words, met, over, of }: NonNullable<GoalAttainment['judge']>): string {
  return of === 1 ? words : `${words}; ${met} of ${over} that are over met`;
}

/** How many facts are left out because it is too early, in words. */
function openText({ why, facts }: NonNullable<GoalAttainment['open']>): string {
  return why === 'notDue'
    ? `${facts} more are not due yet, and not judged`
    : `${facts} more are still open, without a time, and left out`;
}

function target(goal: GoalAttainment, locale: string, currency: string): string {
  if (goal.band === undefined) {
    return goal.target === undefined ? '–' : figure(goal.target, goal, locale, currency);
  }
  const { min, max } = goal.band;
  const from = min === undefined ? undefined : figure(min, goal, locale, currency);
  const to = max === undefined ? undefined : figure(max, goal, locale, currency);
  if (from === undefined) return `≤ ${to ?? ''}`;
  return to === undefined ? `≥ ${from}` : `${from} – ${to}`;
}

/** The actual, with as many places as tell it from the target or a limit. */
function actualText(
  actual: string,
  goal: GoalAttainment,
  locale: string,
  currency: string,
): string {
  const limits = [goal.target, goal.band?.min, goal.band?.max].filter((text) => text !== undefined);
  const spelled = figure(actual, goal, locale, currency);
  const isTaken = limits.some(
    (limit) => limit !== actual && figure(limit, goal, locale, currency) === spelled,
  );
  return isTaken ? figure(actual, goal, locale, currency, EXACT) : spelled;
}

/** Places after the point that hold every figure: six, in percent four. */
const EXACT = 6;

/**
 * A figure in the metric's unit. Intl formats decimals given as text exactly.
 * @param places after the point at most, of a share as a decimal.
 */
export function figure(
  value: string,
  { metric }: Pick<GoalAttainment, 'metric'>,
  locale: string,
  currency: string,
  places = 3,
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
        ? { style: 'unit', unit: 'day', unitDisplay: 'long', maximumFractionDigits: places - 1 }
        : { maximumFractionDigits: places };
  return new Intl.NumberFormat(locale, options).format(value as `${number}`);
}

/** Attainment and shares: cut downwards, so that 0.9999 is never 100 %. */
function percent(value: string, locale: string): string {
  return new Intl.NumberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    roundingMode: 'floor',
  }).format(value as `${number}`);
}
