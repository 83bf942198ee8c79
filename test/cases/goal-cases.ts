/** What a goal must come to on 2026-11-30; keys as in `attain --json`, with dots. */
export interface GoalCase {
  readonly goal: string;
  readonly is: Readonly<Record<string, unknown>>;
  /** Text that its words (reason, comparison, judge, marks) must have. */
  readonly says?: RegExp;
}

export interface ProjectCase {
  readonly project: string;
  /** Replaced in the files before the first sync; the second text comes back with `apply`. */
  readonly was?: readonly (readonly [now: string, then: string])[];
  /** The effective day of the change back. */
  readonly effective?: string;
  readonly goals: readonly GoalCase[];
}

const AGREED_LATE = /agreed on .*, after its window was over/;

/** The table of the cases, row by row. */
export const GOAL_CASES: readonly ProjectCase[] = [
  {
    project: 'periods',
    goals: [
      {
        goal: 'five-missed',
        is: { state: 'achieved', 'judge.by': 'last', 'judge.met': 1, 'judge.of': 6 },
        says: /the last of 6 months decides/,
      },
      { goal: 'five-met', is: { state: 'missed', 'judge.by': 'last', 'judge.met': 5 } },
      { goal: 's2', is: { state: 'nobaseline' }, says: /nothing was counted on the days/ },
    ],
  },
  {
    project: 'periods',
    was: [['every: month, baseline: 200', 'every: month, judge: each, baseline: 200']],
    goals: [
      { goal: 'five-missed', is: { state: 'missed', 'judge.met': 1, attainment: '0.166667' } },
      { goal: 'five-met', is: { state: 'missed', 'judge.met': 5, attainment: '0.833333' } },
    ],
  },
  {
    project: 'empty-weeks',
    goals: [
      { goal: 'sell-weekly', is: { state: 'missed', 'judge.met': 1, 'judge.over': 4 } },
      { goal: 'few-returns', is: { state: 'missed', 'judge.met': 3, 'judge.over': 4 } },
      { goal: 'sold-nothing', is: { state: 'missed', actual: '0' } },
      { goal: 'no-returns', is: { state: 'achieved', actual: '0' } },
      { goal: 'rel-returns', is: { state: 'achieved', actual: '0' } },
      { goal: 'rel-sales', is: { state: 'missed', actual: '0' } },
      { goal: 'rel-mean', is: { state: 'nobaseline' }, says: /nothing was counted on the days/ },
    ],
  },
  {
    project: 'rounding-verdict',
    goals: [
      {
        goal: 'inc-wrong',
        is: { state: 'nobaseline', attainment: undefined },
        says: /above the target/,
      },
      {
        goal: 'dec-equal',
        is: { state: 'nobaseline', attainment: undefined },
        says: /is the target/,
      },
      { goal: 'conv', is: { state: 'missed', actual: '0.079999' } },
      { goal: 'conv-band', is: { state: 'missed' } },
      { goal: 'otd', is: { actual: '0.333333', numerator: '1', denominator: '3' } },
      { goal: 'rel-31-7', is: {}, says: /compared with 35 days/ },
      { goal: 'zero-past', is: { state: 'missed', actual: '0' }, says: AGREED_LATE },
    ],
  },
  {
    project: 'direction',
    goals: [
      { goal: 'ret-dec-wrong', is: { state: 'nobaseline', attainment: undefined } },
      { goal: 'ret-dec-wrong2', is: { state: 'nobaseline', attainment: undefined } },
      { goal: 'ret-down', is: { state: 'open', 'comparison.running': true } },
      { goal: 'orders-up', is: { state: 'nobaseline' } },
      { goal: 'conv', is: {}, says: /a share above 100 %/ },
    ],
  },
  {
    project: 'revisions2',
    was: [
      ['type: reach, target: 300, window: 2026-10', 'type: reach, target: 400, window: 2026-10'],
      ['change: +1 %', 'change: +10 %'],
      ['type: maintain, band: {min: 10}, every: week', 'type: reach, target: 10'],
      [
        'target: 400, window: 2026-11, scope: {dimension: country, equals: SE}',
        'target: 400, window: 2026-11, scope: {dimension: country, equals: DK}',
      ],
    ],
    effective: '2026-11-11',
    goals: [
      { goal: 'past', is: { state: 'missed', target: '400' }, says: /changes no verdict/ },
      { goal: 'relm', is: { 'periods.0.target': '330', 'periods.1.target': '303' } },
      {
        goal: 'typ',
        is: { type: 'maintain', 'periods.1.inside': undefined, 'periods.3.inside': true },
      },
      {
        goal: 'incs',
        is: { actual: '119', baseline: '300' },
        says: /its scope changed on 2026-11-11/,
      },
      { goal: 'posthoc', is: {}, says: AGREED_LATE },
    ],
  },
  {
    project: 'revisions',
    was: [['band: {min: 400}', 'band: {min: 300}']],
    effective: '2026-11-11',
    goals: [
      { goal: 'mon', is: { 'periods.0.inside': true, 'periods.1.inside': false } },
      { goal: 'inc', is: { state: 'missed' } },
    ],
  },
  {
    project: 'display',
    goals: [
      { goal: 'near', is: { state: 'missed', attainment: '0.99996' } },
      { goal: 'q4', is: { state: 'open', actual: '1019.964' } },
    ],
  },
  {
    project: 'same-numbers',
    goals: [
      { goal: 'orders', is: { actual: '4' } },
      { goal: 'aov', is: { actual: '275' } },
      { goal: 'repeat', is: { actual: '0.333333' } },
      { goal: 'rr-oct', is: { actual: '0.777778' } },
      { goal: 'rr-sep', is: { actual: '0' } },
      { goal: 'rr-both', is: { actual: '0.7' } },
    ],
  },
  {
    project: 'dst',
    goals: [
      { goal: 'lead-pn', is: { 'open.facts': 2 } },
      { goal: 'lead', is: { state: 'missed' }, says: /1 record of its sources could not be read/ },
    ],
  },
];
