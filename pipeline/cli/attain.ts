import type { AttainmentReport, GoalAttainment } from '../../schemas/attainment.ts';
import { actualText, exactly, percent, targetText, type Style } from './attain-figures.ts';
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
  const { locale } = business;
  const style = { locale, currency: business.currency };
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
      goal.actual === undefined ? '–' : actualText(goal.actual, goal, style),
      targetText(goal, style),
      goal.attainment === undefined ? '–' : percent(goal.attainment, locale),
      ...(owner === undefined ? [] : ownCells(mine(goal), goal, style)),
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
    ...comparisonLines(goals, style),
    ...(missing.length > 0 ? [''] : []),
    ...missing,
  ].join('\n');
}

function ownCells(
  mine: GoalAttainment['owners'][number] | undefined,
  goal: GoalAttainment,
  style: Style,
): string[] {
  if (mine === undefined) return ['–', '–'];
  const { share, value } = mine;
  return [
    percent(share, style.locale),
    value === undefined ? 'not divided' : exactly(value, goal, style),
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
function comparisonLines(goals: readonly GoalAttainment[], style: Style): string[] {
  const lines = goals.flatMap((goal) => [...changeLines(goal), ...ownLines(goal, style)]);
  return lines.length === 0 ? [] : ['', ...lines];
}

function ownLines(goal: GoalAttainment, style: Style): string[] {
  const { title, comparison, judge, marks, open, reason, score } = goal;
  return [
    ...(judge === undefined ? [] : [`${title}: ${judgeText(judge)}`]),
    ...(comparison === undefined ? [] : [`${title}: ${comparison.words}`]),
    ...soFarLines(goal, style),
    ...periodLines(goal, style),
    ...(open === undefined ? [] : [`${title}: ${openText(open)}`]),
    ...(reason === undefined ? [] : [`${title}: no attainment, for ${reason}`]),
    ...(marks ?? []).map(({ words }) => `${title}: ${words}`),
    ...(score?.value === undefined
      ? []
      : [`${title}: the goals that support it score ${score.value}`]),
  ];
}

/** Of a change under way: attainment is of whole days, the actual is all so far. */
function soFarLines(goal: GoalAttainment, style: Style): string[] {
  const toDate = goal.comparison?.toDate;
  if (toDate === undefined) return [];
  const [actual, baseline, wanted] = [toDate.actual, toDate.baseline, toDate.target].map((value) =>
    exactly(value, goal, style),
  );
  return [
    `${goal.title}: attainment is of the whole days so far: ${actual} against ${baseline} in as many days of the baseline; ${wanted} keeps pace`,
  ];
}

/** Of a maintain goal: the latest period that is judged; the actual is of all days, which are not. */
function periodLines(goal: GoalAttainment, style: Style): string[] {
  const { type, periods = [], title } = goal;
  if (type !== 'maintain' || periods.length < 2) return [];
  const latest = periods.findLast(({ inside }) => inside !== undefined);
  if (latest?.actual === undefined)
    return [`${title}: no period is over yet; actual is of all days so far`];
  const value = exactly(latest.actual, goal, style);
  const where = latest.inside === true ? 'inside' : 'outside';
  return [
    `${title}: latest period that is over, ${latest.start} – ${latest.end}: ${value}, ${where} the band; actual is of all days so far, which are not judged`,
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
