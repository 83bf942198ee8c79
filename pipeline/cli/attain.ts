import type { AttainmentReport, GoalAttainment } from '../../schemas/attainment.ts';
import { missingRatesLines } from './missing-rates-text.ts';
import { table } from './output.ts';

/** The goals as a table for a terminal. */
export function attainTable(
  { goals, business, missingRates }: AttainmentReport,
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
      goal.actual === undefined ? '–' : figure(goal.actual, goal, locale, currency),
      target(goal, locale, currency),
      goal.attainment === undefined ? '–' : percent(goal.attainment, locale),
      ...(owner === undefined ? [] : ownCells(mine(goal), goal, locale, currency)),
      stateOf(goal),
    ]),
  );
  const missing = missingRatesLines(missingRates);
  return [
    goalsTable,
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
  const lines = goals.flatMap(({ title, comparison, open, reason, score }) => [
    ...(comparison === undefined ? [] : [`${title}: ${comparison.words}`]),
    ...(open === undefined ? [] : [`${title}: ${openText(open)}`]),
    ...(reason === undefined ? [] : [`${title}: no attainment, for ${reason}`]),
    ...(score?.value === undefined
      ? []
      : [`${title}: the goals that support it score ${score.value}`]),
  ]);
  return lines.length === 0 ? [] : ['', ...lines];
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

/** A figure in the metric's unit. Intl formats decimals given as text exactly. */
export function figure(
  value: string,
  { metric }: Pick<GoalAttainment, 'metric'>,
  locale: string,
  currency: string,
): string {
  if (metric.unit === 'ratio') return percent(value, locale);
  const options: Intl.NumberFormatOptions =
    metric.unit === 'money'
      ? { style: 'currency', currency, maximumFractionDigits: 3 }
      : metric.unit === 'days'
        ? { style: 'unit', unit: 'day', unitDisplay: 'long', maximumFractionDigits: 2 }
        : { maximumFractionDigits: 3 };
  return new Intl.NumberFormat(locale, options).format(value as `${number}`);
}

function percent(value: string, locale: string): string {
  return new Intl.NumberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(value as `${number}`);
}
