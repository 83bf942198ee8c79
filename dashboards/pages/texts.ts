/** Words of the pages. Arguments are spelled figures, dates and names; another language has the same shape. */
export type Texts = typeof english;

const SMALL = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const word = (count: number) => SMALL[count] ?? String(count);
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const plural = (count: number, one: string, many: string) => (count === 1 ? one : many);
/** A sentence with its full stop, which an abbreviation at its end ("kr.") is already. */
const stop = (text: string) => (/[.!?…]$/.test(text) ? text : `${text}.`);
const list = (items: readonly string[]) =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;

const states = {
  early: 'Not begun',
  open: 'Open',
  achieved: 'Achieved',
  missed: 'Missed',
  nodata: 'No data',
  nobaseline: 'No baseline',
  damaged: 'Not answered',
  loading: 'Being loaded',
};

const frame = {
  skip: 'Skip to content',
  mainNav: 'Main',
  overview: 'Overview',
  notices: 'Notices',
  daysAre: (timezone: string) => `Days are local dates, ${timezone}`,
  knownAt: (instant: string) => `Known ${instant}`,
  noForecast: 'Open goals are shown as they stand; nothing here is a forecast',
  api: 'The same as JSON',
  theSame: 'The same as a table',
};

const freshness = {
  label: 'How fresh the data is',
  minutes: (count: string) => `${count} min ago`,
  hours: (count: string) => `${count} h ago`,
  justNow: 'just now',
  since: (instant: string) => `last ${instant}`,
  never: 'not read yet',
  running: 'reading',
  failed: 'failed',
  partial: 'read in part',
  progress: (done: string, unit: string) => `${done} ${unit}`,
  progressOf: (done: string, total: string, unit: string) => `${done} of ${total} ${unit}`,
  mixed: 'Goals or rates have changed, and facts are being attributed anew.',
  mixedMeans: 'Until that is done, some figures are of before the change and some of after.',
  damage: (type: string, first: string, last: string) =>
    `Facts of type ${type} from ${first} to ${last} are lost from the store.`,
  damageMeans: 'Goals and metrics on these days give no figure until the facts are there again.',
  damageFix: 'Bring them back with',
  failure: (stream: string) => `${stream} could not be read.`,
  failureMeans: (last: string | undefined) =>
    last === undefined
      ? 'The figures hold nothing from it.'
      : stop(`The figures hold what was read until ${last}`),
  partly: (stream: string) => `${stream} could be read only in part.`,
  partlyMeans:
    'Records that could not be read count as they did before; those that are new count for nothing.',
  failureMend: 'Fix it, then run',
};

const loading = {
  title: 'Loading',
  hint: 'The page reloads itself until everything is counted.',
  soFar: 'Figures are of what is counted so far.',
  first: (read: string, all: string) =>
    `The first load runs: ${read} of ${all} streams are read whole`,
  held: 'Until it is done no goal is said to be missed or without data.',
  behind: (count: string) => `${count} facts are read and not counted yet.`,
  stop: 'Stop reloading',
  start: 'Reload by itself',
};

const overview = {
  title: 'Overview',
  counts(total: number, of: { achieved: number; missed: number; open: number }) {
    const told = [
      of.achieved > 0 && `${word(of.achieved)} ${plural(of.achieved, 'is', 'are')} achieved`,
      of.missed > 0 && `${word(of.missed)} ${plural(of.missed, 'is', 'are')} missed`,
      of.open > 0 && `${word(of.open)} ${plural(of.open, 'is', 'are')} open`,
    ].filter((text) => text !== false);
    const goals = plural(total, 'The one goal', `Of ${word(total)} goals`);
    if (told.length === 0)
      return `${capital(word(total))} ${plural(total, 'goal', 'goals')}, none with figures yet`;
    return total === 1
      ? `${goals} ${told.join('').replace(/^\w+ /, '')}`
      : `${goals}, ${list(told)}`;
  },
  lead: (title: string, share: string, target: string) =>
    `${title} stands at ${share} of ${target}`,
  rest(early: number, silent: number) {
    const told = [
      early > 0 && `${word(early)} ${plural(early, 'has', 'have')} not begun`,
      silent > 0 && `${word(silent)} ${plural(silent, 'gives', 'give')} no figure`,
    ].filter((text) => text !== false);
    return stop(capital(list(told)));
  },
  open: 'Open',
  openHint: 'Their days are running. How it will end is not judged here.',
  closed: 'Achieved or missed',
  closedHint: 'Later corrections of the data may still change these.',
  waiting: 'Not begun, or no data',
  waitingLoading: 'Not begun, or being loaded',
  waitingHint: 'No figure is better than a wrong one.',
  keyAttained: 'attained, of the target',
  keyPace: 'share of days gone',
  keyTarget: 'target',
  goal: 'Goal',
  state: 'State',
  window: 'Days',
  target: 'Target',
};

const goal = {
  of: (actual: string, target: string) => `${actual} of ${target}`,
  fromTo: (actual: string, baseline: string, target: string) =>
    `${actual}, from ${baseline} to ${target}`,
  band: (min: string | undefined, max: string | undefined) =>
    min === undefined
      ? `at most ${max ?? ''}`
      : max === undefined
        ? `at least ${min}`
        : `between ${min} and ${max}`,
  bandGoal: (actual: string, band: string) => `${actual}; goal: ${band}`,
  latest: (days: string, actual: string, band: string) => stop(`${days}: ${actual}; goal: ${band}`),
  noneOver: (names: string, band: string) =>
    stop(`None of the ${names} is over yet; goal: ${band}`),
  allDays: (actual: string, names: string) =>
    `All days so far: ${actual}, which is not judged: the ${names} are.`,
  underWay: (actual: string, baseline: string, target: string) =>
    stop(`In all so far: ${actual}; from ${baseline} to ${target} when the window is over`),
  soFarOf: (days: string, actual: string, baseline: string, target: string) =>
    stop(
      `After ${days} days: ${actual}; as many days of the baseline had ${baseline}, and ${target} keeps pace`,
    ),
  underWayFinding: (title: string, actual: string, baseline: string, target: string) =>
    `${title} stands at ${actual} so far; the baseline had ${baseline} by then, and ${target} keeps pace`,
  underWayBegun: (title: string, actual: string) => `${title} stands at ${actual} so far`,
  asManyDays: (value: string) => `${value} in as many days`,
  byNow: (value: string) => `${value} keeps pace`,
  ofWholeDays: 'of the whole days so far',
  latestPeriod: 'Latest period that is over',
  soFar: 'All days so far',
  notJudged: (names: string) => `not judged: the ${names} are`,
  periodNames: { day: 'days', week: 'weeks', month: 'months', other: 'periods' },
  inBand: (inside: string, known: string) => `${inside} of ${known}`,
  inBandOf: (periods: string) => `${periods} in band`,
  attained: 'Attained',
  daysGone: 'Days gone',
  dayOf: (day: string, days: string) => `${day} of ${days}`,
  window: (from: string, to: string) => `${from} to ${to}`,
  bar: (title: string, attained: string, elapsed: string) =>
    `${title}: attained ${attained}, ${elapsed} of the days gone`,
  blocks: (title: string, inside: string, known: string, toCome: string, names: string) =>
    `${title}: ${inside} of ${known} ${names} in the band, ${toCome} to come or without data`,
  actual: 'Counted',
  target: 'Target',
  baseline: 'Baseline',
  facts: 'Facts counted',
  notDue: (count: string) => `${count} more not due yet, and not judged`,
  unfinished: (count: string) => `${count} more still open, without a time`,
  numeratorOf: (numerator: string, denominator: string) => `${numerator} ÷ ${denominator}`,
  partOf: 'Part of',
  open: (title: string, actual: string, target: string) =>
    `${title} stands at ${actual} of ${target}`,
  openChange: (title: string, actual: string, baseline: string, target: string) =>
    `${title} stands at ${actual}, between ${baseline} and the goal of ${target}`,
  beyondChange: (title: string, actual: string, baseline: string, target: string) =>
    `${title} stands at ${actual}; the goal is ${target}, from ${baseline}`,
  openBand: (title: string, inside: string, known: string, names: string) =>
    `${title}: ${inside} of ${known} ${names} inside the band`,
  bandBegun: (title: string, actual: string, band: string) =>
    `${title} stands at ${actual}; the goal is ${band}`,
  achieved: (title: string, actual: string, target: string) =>
    `${title} reached ${actual}; the goal was ${target}`,
  missed: (title: string, actual: string, target: string) =>
    `${title} ended at ${actual}; the goal was ${target}`,
  endedBand: (title: string, inside: string, known: string, names: string) =>
    `${title} was inside the band in ${inside} of ${known} ${names}`,
  early: (title: string, day: string) => `${title} begins on ${day}`,
  nobaseline: (title: string, actual: string) =>
    `${title} stands at ${actual}; there is nothing yet to measure the change from`,
  loading: (title: string) => `${title} is being loaded`,
  loadingAt: (title: string, actual: string, target: string) =>
    `${title} is being loaded; so far ${actual} of ${target} are counted`,
  nodata: (title: string) => `No fact has reached ${title} yet`,
  damaged: (title: string) => `${title} can’t be answered: facts that it counts are lost`,
  nodataHelp: (scope: string) =>
    `${stop(`It counts ${scope}`)} See whether the data has such facts, and whether its connection has been read:`,
  counts: (metric: string, scope: string) => stop(`${metric}: ${scope}`),
};

const verdict = {
  last: (met: string, over: string, all: string, names: string) =>
    `The last of ${all} ${names} decides; ${met} of ${over} that are over met the goal.`,
  each: (met: string, over: string, all: string, names: string) =>
    `All ${all} ${names} must be met; ${met} of ${over} that are over were.`,
  total: (met: string, over: string, all: string, names: string) =>
    `All ${all} ${names} together decide; by themselves ${met} of ${over} that are over met the goal.`,
  marks: {
    'agreed-late': (day: string) => `Agreed on ${day}, after its window was over.`,
    'revised-late': (day: string) =>
      `A revision from ${day} on came after the window was over: it changes no verdict.`,
    'old-scope': (day: string) =>
      `Its scope changed on ${day}; the baseline stays as it was agreed.`,
    'other-length': () =>
      'Its periods are compared with days that are not as many: the baseline is not made as long.',
    unread: (day: string) =>
      `What happened from ${day} on was not read yet: the figure may lack it.`,
    rejected: () => 'Records of its sources could not be read: the figure may lack them.',
    impossible: () => 'A share above 100 %: its source counts more parts than there are in all.',
  },
};

const changes = {
  heading: 'What was changed',
  hint: 'A change counts from its first day on; days before it keep what was agreed for them.',
  from: (day: string, isToCome: boolean) =>
    isToCome ? `From ${day} on, to come` : `From ${day} on`,
  agreed: (by: string, instant: string) => `Agreed by ${by}, ${instant}`,
  reason: (reason: string) => `Why: ${reason}`,
  since: (day: string, change: string) => stop(`Changed from ${day} on: ${change}`),
  kinds: { added: 'Taken up again', removed: 'Taken out', changed: 'Changed' },
  fieldChange: (field: string, before: string, after: string) => `${field}: ${before} → ${after}`,
  fields: {
    title: 'Title',
    metric: 'Metric',
    type: 'Type',
    target: 'Target',
    band: 'Band',
    change: 'Change asked for',
    baseline: 'Baseline',
    every: 'Periods',
    judge: 'How periods are judged',
    window: 'Days',
    scope: 'What counts',
    owners: 'Owners',
    parent: 'Part of',
    priority: 'Priority among its siblings',
    children: 'How its parts share facts',
    supports: 'Supports',
    weight: 'Weight',
    company: 'Goal of the company',
    touch: 'Marketing touch',
  },
  written: 'Its file asks for something else.',
  writtenOf: (titles: readonly string[]) =>
    stop(
      `The ${plural(titles.length, 'file of one goal asks', `files of ${word(titles.length)} goals ask`)} for something that is not agreed: ${list(titles)}`,
    ),
  writtenMeans: 'What is agreed counts, until the change is agreed with a reason.',
  writtenFix: 'Agree it with',
};

const comparison = {
  heading: 'Compared with',
  hint: 'The baseline stays as it was measured, whatever is corrected later.',
  kinds: {
    fixed: 'the fixed baseline',
    lastYear: 'the same weekdays last year',
    previous: 'the days just before',
    days: 'the agreed days',
  },
  against: (period: string, kind: string, days: string) => `${period} against ${kind}: ${days}`,
  fixed: (period: string, baseline: string) =>
    `${period} against the fixed baseline of ${baseline}`,
  running: 'No period is over yet: the days so far are compared with as many days of the baseline.',
  noAttainment: 'There is no attainment:',
  why: (reason: string) => stop(reason),
  frozen: (instant: string, version: string) =>
    `The baseline was measured ${instant}, by version ${version} of the metric’s definition.`,
  redefined:
    'The definition of the metric has changed since: what is counted now follows the new one.',
  with: (days: string) => `against ${days}`,
  caption: (metric: string, change: string) => `${metric}, ${change}, period by period`,
  change: (share: string, isLess: boolean) =>
    `${share} ${isLess ? 'less' : 'more'} than the baseline`,
};

const owners = {
  heading: 'Owners',
  hint: 'Each day’s figure × the share on that day. All parts sum to the whole.',
  hintUndivided: 'The figure is shared, not divided: it does not add up over people.',
  caption: (day: string) => `Shares on ${day}`,
  owner: 'Owner',
  share: 'Share',
  part: 'Part',
  held: (share: string, from: string, to: string) => `${share} from ${from} to ${to}`,
};

const score = {
  heading: 'Goals that support it',
  hint: 'The score is the sum of weight × attainment. It says nothing about the goal’s own figure.',
  finding: (share: string) => `Together they score ${share}`,
  none: 'No score yet: it takes a weight and an attainment of each',
  goal: 'Goal',
  weight: 'Weight',
};

const children = {
  heading: 'What it is made of',
  hint: 'Each fact counts in one part at most.',
  row: (sum: string, unattributed: string, total: string) =>
    `Parts ${sum} + unattributed ${unattributed} = ${total}`,
  caption: (metric: string) =>
    `${metric} by part. The parts and what belongs to none of them sum to the whole.`,
  goal: 'Part',
  amount: 'Counted',
  unattributed: 'Unattributed',
  overlap: 'Less what more than one part counts',
  rowOverlap: (sum: string, overlap: string, unattributed: string, total: string) =>
    `Parts ${sum} − counted more than once ${overlap} + unattributed ${unattributed} = ${total}`,
  hintOverlap: 'A fact may count in several parts; what counts more than once is taken off again.',
  total: 'Sum',
  differs: (difference: string) => stop(`The parts differ from the whole by ${difference}`),
  differsMend: 'This should never be. Run the check, and count anew where it says so:',
};

const metrics = {
  heading: 'Unattributed',
  hint: 'What was measured and belongs to no goal.',
  finding: (share: string, metric: string, amount: string) =>
    `${share} of ${metric} belongs to no goal: ${amount}`,
  none: (metric: string) => `All of ${metric} belongs to a goal`,
  nothing: (metric: string) => `Nothing of ${metric} is counted yet`,
  amountOnly: (metric: string, amount: string) => `${metric} that belongs to no goal: ${amount}`,
  caption:
    'Goals less what is counted more than once, plus unattributed, is the total of all that was read.',
  metric: 'Metric',
  goals: 'Goals',
  overlap: 'Counted more than once',
  unattributed: 'Unattributed',
  total: 'Total',
};

const charts = {
  pace: 'Against an even pace',
  paceHint:
    'The dashed line spreads the target evenly over the days. It is an even pace, not a forecast.',
  paceLabel: 'Even pace',
  latestLabel: (total: string, day: string) => `Counted: ${total} on ${day}`,
  targetLabel: (target: string) => `Target ${target}`,
  baselineLabel: (baseline: string) => `Baseline ${baseline}`,
  minLabel: (limit: string) => `At least ${limit}`,
  maxLabel: (limit: string) => `At most ${limit}`,
  cumulative: (metric: string, days: string) => `${metric} added up, ${days}`,
  cumulativeText: (actual: string, day: string, pace: string, target: string) =>
    [
      `What was counted reaches ${actual} on ${day}`,
      `An even pace would be at ${pace}`,
      `The target is ${target}`,
    ]
      .map(stop)
      .join(' '),
  nothing: 'Nothing is counted yet.',
  ahead: (difference: string, day: string) => `${difference} over an even pace on ${day}`,
  behind: (difference: string, day: string) => `${difference} under an even pace on ${day}`,
  level: (day: string) => `Level with an even pace on ${day}`,
  whole: (actual: string) => `${actual} in all`,
  to: 'To',
  counted: 'Counted',
  even: 'Even pace',
  daily: 'By day',
  dailyRatioHint:
    'Each day on its own. Days with few observations swing widely; the figure above adds the parts first.',
  dailyDistinctHint:
    'One that comes back on another day counts on both, so the days add up to more than the whole.',
  dailyPercentileHint: 'Each day on its own, from that day’s values.',
  dailyHint: 'Each day on its own.',
  dailyTitle: (metric: string, days: string) => `${metric} by day, ${days}`,
  cut: 'The scale does not start at zero.',
  dailyText: (days: string, range: string) => `Figures on ${days} days. ${stop(range)}`,
  range: (low: string, high: string) => `Days between ${low} and ${high}`,
  numerator: 'Numerator',
  denominator: 'Denominator',
  value: 'Value',
  day: 'Day',
  periods: 'Period by period',
  periodsHint: 'Filled: inside the band. Pale with a cap: outside. Thin: to come, or no data.',
  period: 'Period',
  inside: 'Inside the band',
  yes: 'inside',
  no: 'outside',
  notYet: 'not said yet',
  bandThen: (band: string) => `${band} was agreed then`,
  points: 'percentage\u00A0points',
  worst: (period: string, actual: string, by: string, below: boolean) =>
    `Worst: ${period}, at ${actual}, ${by} ${below ? 'below' : 'above'} the band`,
};

const ledger = {
  heading: 'What was counted',
  hint: 'Every fact, with the rule that put it here.',
  finding: (facts: string, actual: string) => `${facts} facts, together ${actual}`,
  findingFacts: (facts: string) => `${facts} facts`,
  link: 'See each fact that was counted',
  title: (title: string) => `What was counted: ${title}`,
  unattributed: 'What belongs to no goal',
  overlap: 'What is counted more than once',
  caption: 'Facts by day, with what each added. Figures are exact.',
  day: 'Day',
  order: 'Order',
  what: 'What',
  country: 'Country',
  fact: 'Fact',
  rule: 'Rule',
  pageSum: 'This page',
  total: 'All of the selection',
  share: 'Share',
  part: (owner: string) => `Part of ${owner}`,
  of: (owner: string) => `With the part of ${owner} in each.`,
  revision: (n: string, from: string) => `revision ${n}, from ${from}`,
  empty: 'Nothing was counted on these days.',
  next: 'Next page',
  first: 'First page',
  from: 'From',
  to: 'To',
  show: 'Show',
  selection: 'Selection',
};

const empty = {
  noGoals: 'No goals yet',
  noGoalsFacts: 'No goals yet; the data is being read',
  goalsHelp:
    'Write one in a file of the goals folder: an owner, a metric, a window and a target. See its form, then what the check says.',
  nothing: 'Nothing is connected yet',
  nothingHelp: 'Name a connection in goalstream.yaml, see whether it answers, then read it.',
  heading: 'First steps',
};

const problems = {
  goal: 'There is no such goal',
  goalHelp:
    'The address may be mistyped, or the goal was taken out of the files. The overview has all goals there are.',
  page: 'There is no such page',
  pageHelp: 'The address may be old or mistyped.',
  toOverview: 'To the overview',
  failed: 'The page could not be made',
  failedHelp: 'Nothing is lost; the figures are kept in the store. Try again, or run',
  request: 'The page cannot be shown like that',
  code: (code: string, request: string) => `Code ${code} · request ${request}`,
};

export const english = {
  language: 'en',
  states,
  frame,
  freshness,
  loading,
  overview,
  goal,
  changes,
  comparison,
  verdict,
  owners,
  score,
  children,
  metrics,
  charts,
  ledger,
  empty,
  problems,
};
