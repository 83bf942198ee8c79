import { answeredMetrics, refusedGoals } from '../../pipeline/attainment/refused.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { addDays } from '../../schemas/calendar.ts';
import type { AttainmentReport, GoalAttainment } from '../../schemas/attainment.ts';
import { formatDecimal } from '../../schemas/decimal.ts';

/** Monday 9 March 2026, 07.40 in Copenhagen. */
const AS_OF = Date.parse('2026-03-09T06:40:00Z');
const MINUTE = 60_000;
const QUARTER = { start: '2026-01-01', end: '2026-03-31' };
const DAYS_GONE = 67;
const SALES = {
  id: 'net_sales',
  title: 'Net sales',
  unit: 'money',
  direction: 'up',
  kind: 'sum',
} as const;
const business = {
  name: 'Skovby Friluft',
  timezone: 'Europe/Copenhagen',
  currency: 'DKK',
  locale: 'da-DK',
};

/** Splits an amount of øre over days in a fixed, uneven way; the days sum to it exactly. */
function spread(total: bigint, start: string, days: number): { day: string; value: string }[] {
  const weights = Array.from({ length: days }, (_, index) => BigInt(3 + ((index * 7) % 11)));
  const sum = weights.reduce((all, weight) => all + weight, 0n);
  let rest = total;
  return weights.map((weight, index) => {
    const part = index === days - 1 ? rest : (total * weight) / sum;
    rest -= part;
    return { day: addDays(start, index), value: formatDecimal(part * 10_000n) };
  });
}

type Given = Partial<GoalAttainment> & Pick<GoalAttainment, 'id' | 'title'>;

function goal(given: Given): GoalAttainment {
  const owner = given.owner ?? { id: 'rasmus', name: 'Rasmus Bach' };
  const { start: from, end: to } = given.window ?? QUARTER;
  return {
    metric: SALES,
    owner,
    owners: [{ ...owner, share: '1', held: [{ from, to, share: '1' }] }],
    type: 'reach',
    window: QUARTER,
    scope: 'everything',
    target: '900000',
    state: 'open',
    elapsed: '0.744444',
    facts: 728,
    daily: [],
    ...given,
  };
}

function sales(given: Given, ore: bigint): GoalAttainment {
  return goal({
    actual: formatDecimal(ore * 10_000n),
    daily: spread(ore, QUARTER.start, DAYS_GONE),
    ...given,
  });
}

const tents = sales(
  {
    id: 'tents',
    title: 'Tents & sleeping, net sales',
    parent: 'company',
    scope: 'product type is Tents, Sleeping bags or Mats',
    changes: [
      {
        n: 2,
        from: '2026-02-01',
        at: Date.parse('2026-01-30T12:05:00Z'),
        by: 'anna',
        reason: 'the shop in Odense closed',
        kind: 'changed',
        fields: [
          { field: 'target', before: '1000000', after: '900000' },
          { field: 'owners', before: 'karen', after: 'rasmus' },
        ],
      },
      {
        n: 3,
        from: '2026-03-20',
        at: Date.parse('2026-03-02T08:00:00Z'),
        by: 'mette',
        kind: 'changed',
        fields: [{ field: 'scope', before: 'everything', after: 'product type is Tents' }],
      },
    ],
    written: {
      kind: 'changed',
      fields: [{ field: 'target', before: '900000', after: '850000.5' }],
    },
    attainment: '0.682995',
  },
  61_469_544n,
);
const clothing = sales(
  {
    id: 'clothing',
    title: 'Clothing, net sales',
    parent: 'company',
    owner: { id: 'karen', name: 'Karen Thorup' },
    target: '1400000',
    attainment: '1.036891',
    state: 'achieved',
    scope: 'product type is Clothing',
    facts: 4812,
  },
  145_164_730n,
);
const company = sales(
  {
    id: 'company',
    title: 'Company: net sales, first quarter',
    owner: { id: 'mette', name: 'Mette Lund' },
    target: '3000000',
    attainment: '0.733272',
    facts: 9120,
    children: {
      ids: ['tents', 'clothing'],
      sum: '2066342.74',
      overlap: '0',
      unattributed: '133474.01',
      total: '2199816.75',
    },
  },
  219_981_675n,
);

const conversion = goal({
  id: 'conversion',
  title: 'Conversion rate, web shop',
  metric: {
    id: 'conversion_rate',
    title: 'Conversion rate',
    unit: 'ratio',
    direction: 'up',
    kind: 'ratio',
  },
  owner: { id: 'laerke', name: 'Lærke Storm' },
  type: 'increase',
  target: '0.025',
  baseline: '0.021',
  actual: '0.0224',
  numerator: '1792',
  denominator: '80000',
  attainment: '0.35',
  daily: Array.from({ length: DAYS_GONE }, (_, index) => ({
    day: addDays(QUARTER.start, index),
    numerator: String(20 + ((index * 5) % 13)),
    denominator: index === 10 ? '0' : String(1100 + ((index * 37) % 180)),
  })),
});

const weeks = Array.from({ length: 13 }, (_, index) => {
  const start = addDays('2026-01-01', index * 7);
  const known = index < 9;
  const actual = index === 4 || index === 6 ? '0.918033' : '0.967742';
  return {
    start,
    end: addDays(start, 6),
    ...(known ? { actual, inside: actual === '0.967742' } : {}),
    ...(index === 8 ? { band: { min: '0.9' } } : {}),
  };
});

const delivery = goal({
  id: 'delivery',
  title: 'On-time delivery, every week',
  metric: {
    id: 'on_time',
    title: 'On-time delivery',
    unit: 'ratio',
    direction: 'up',
    kind: 'ratio',
  },
  owner: { id: 'peter', name: 'Peter Winther' },
  type: 'maintain',
  target: '0.95',
  band: { min: '0.95' },
  actual: '0.956522',
  numerator: '1100',
  denominator: '1150',
  open: { why: 'notDue', facts: 1234 },
  attainment: '0.777778',
  periods: weeks,
  worst: {
    start: '2026-01-29',
    end: '2026-02-04',
    actual: '0.918033',
    limit: 'min',
    by: '0.031967',
  },
  daily: Array.from({ length: DAYS_GONE }, (_, index) => ({
    day: addDays(QUARTER.start, index),
    numerator: String(15 + (index % 3)),
    denominator: '18',
  })),
});

const orders = goal({
  id: 'orders-dk',
  title: 'Orders from Denmark',
  metric: { id: 'orders', title: 'Orders', unit: 'count', direction: 'up', kind: 'distinct' },
  owner: { id: 'sofie', name: 'Sofie Holm' },
  window: { start: '2026-01-01', end: '2026-02-28' },
  target: '2600',
  actual: '2412',
  attainment: '0.927692',
  state: 'missed',
  elapsed: '1',
  facts: 3120,
  scope: 'country is Denmark',
  daily: spread(241_200n, '2026-01-01', 59).map(({ day, value }) => ({
    day,
    value: String(Math.ceil(Number(value))),
  })),
});

/** A month that does not begin with the first: the last mark of its axis is near the edge. */
const winter = sales(
  {
    id: 'late-winter',
    title: 'Net sales from 22 January on',
    window: { start: '2026-01-22', end: '2026-02-21' },
    state: 'missed',
    elapsed: '1',
    attainment: '0.5',
  },
  45_000_000n,
);

const summer = goal({
  id: 'summer',
  title: 'Summer sale, net sales',
  window: { start: '2026-06-01', end: '2026-06-30' },
  state: 'early',
  elapsed: '0',
  facts: 0,
});

/** Its title tries to break out of the markup. */
const hostile = goal({
  id: 'hostile',
  title: '<script>alert("x")</script> & \'Sons\'',
  owner: { id: 'eve', name: '"><img src=x onerror=alert(1)>' },
  state: 'nodata',
  facts: 0,
  scope: 'product begins with </title>',
});

const compared = (start: string, end: string) => ({
  start: addDays(start, -364),
  end: addDays(end, -364),
});

/** Relative, owned by two, supported by two goals, measured and redefined since. */
const growth = sales(
  {
    id: 'growth',
    title: 'Monthly net sales, 10 % more',
    type: 'relative',
    change: '0.1',
    target: '330000',
    baseline: '300000',
    actual: '316000',
    attainment: '0.533333',
    owner: { id: 'rasmus', name: 'Rasmus Bach' },
    owners: [
      {
        id: 'rasmus',
        name: 'Rasmus Bach',
        share: '0.6',
        held: [{ from: '2026-01-01', to: '2026-03-31', share: '0.6' }],
        value: '379200',
      },
      {
        id: 'karen',
        name: 'Karen Thorup',
        share: '0.4',
        held: [{ from: '2026-02-01', to: '2026-03-31', share: '0.4' }],
        value: '160800',
      },
      {
        id: 'mette',
        name: 'Mette Lund',
        share: '0',
        held: [{ from: '2026-01-01', to: '2026-01-31', share: '0.4' }],
        value: '92000',
      },
    ],
    comparison: {
      kind: 'lastYear',
      words: 'February 2026 against the same weekdays last year',
      running: false,
      period: { start: '2026-02-01', end: '2026-02-28' },
      compared: compared('2026-02-01', '2026-02-28'),
      metricVersion: 1,
      knownAt: AS_OF - 90 * 24 * 60 * MINUTE,
      redefined: true,
    },
    periods: [
      ['2026-01-01', '2026-01-31', '316000', '310000', '341000', '0.193548'],
      ['2026-02-01', '2026-02-28', '316000', '300000', '330000', '0.533333'],
    ].map(([start = '', end = '', actual = '', baseline = '', target = '', attainment = '']) => ({
      start,
      end,
      actual,
      baseline,
      target,
      attainment,
      over: true,
      compared: compared(start, end),
    })),
    score: {
      value: '0.61',
      of: [
        { id: 'conversion', weight: '0.5', attainment: '0.35' },
        { id: 'orders-dk', weight: '0.5', attainment: '0.87' },
      ],
    },
  },
  63_200_000n,
);

/** Its two parts count some facts both. */
const outdoor = sales(
  {
    id: 'outdoor',
    title: 'Outdoor, net sales',
    children: {
      ids: ['tents', 'clothing'],
      sum: '2066342.74',
      overlap: '66342.74',
      unattributed: '0',
      total: '2000000',
    },
    attainment: '2.222222',
  },
  200_000_000n,
);

/** An increase of a sum, in the middle of its window. */
const rising = sales(
  {
    id: 'rising',
    title: 'Net sales of the web shop, up to two millions',
    type: 'increase',
    target: '2000000',
    baseline: '1500000',
    attainment: '0.5',
    comparison: {
      kind: 'lastYear',
      words: '2026-01-01 to 2026-03-31 against the same weekdays last year',
      running: true,
      period: { start: '2026-01-01', end: '2026-03-08' },
      compared: compared('2026-01-01', '2026-03-08'),
      toDate: { actual: '1286110.5', baseline: '1100000', target: '1472222.222222' },
    },
  },
  129_999_900n,
);

/** Nothing to measure its change from. */
const baseless = goal({
  id: 'baseless',
  title: 'Sales of the new shop',
  type: 'increase',
  state: 'nobaseline',
  actual: '1200',
  facts: 3,
  reason: 'the days to compare with, 2026-01-02 to 2026-04-01, are not over yet',
  comparison: {
    kind: 'previous',
    words: '2026-01-01 to 2026-03-31 against the days just before',
    running: false,
    compared: { start: '2025-10-03', end: '2025-12-31' },
  },
});

/** A shop in the middle of a quarter, with a goal of every kind and state. */
export const report: AttainmentReport = {
  asOf: AS_OF,
  day: '2026-03-09',
  missingRates: [],
  damage: [],
  business,
  freshness: [
    {
      connection: 'shopify',
      stream: 'orders',
      state: 'succeeded',
      lastSuccessAt: AS_OF - 4 * MINUTE,
    },
    {
      connection: 'shopify',
      stream: 'refunds',
      state: 'succeeded',
      lastSuccessAt: AS_OF - 9 * MINUTE,
    },
    {
      connection: 'shipmondo',
      stream: 'shipments',
      state: 'failed',
      lastSuccessAt: AS_OF - 50 * 60 * MINUTE,
      message: 'The key was rejected. Make a new one at Shipmondo and set SHIPMONDO_KEY.',
    },
    { connection: 'reviews', stream: 'reviews', state: 'never' },
  ],
  processing: { behind: 0 },
  goals: [
    company,
    tents,
    clothing,
    growth,
    outdoor,
    rising,
    conversion,
    delivery,
    orders,
    baseless,
    summer,
    winter,
    hostile,
  ],
  metrics: [
    {
      metric: 'net_sales',
      title: 'Net sales',
      unit: 'money',
      total: '2316718.52',
      goals: '2199816.75',
      overlap: '0',
      unattributed: '116901.77',
    },
  ],
};

/** The same in the middle of a first load. */
export const loadingReport: AttainmentReport = {
  ...report,
  freshness: [
    {
      connection: 'shopify',
      stream: 'orders',
      state: 'running',
      progress: { done: 12_000, total: 40_000, unit: 'rows' },
    },
    {
      connection: 'shopify',
      stream: 'refunds',
      state: 'running',
      progress: { done: 310, unit: 'rows' },
    },
  ],
  processing: { behind: 41_206 },
};

/** Figures as long as they get, in a format with the currency's letters before them, for narrow windows. */
const LONG = '123456789012.34';
export const tightReport: AttainmentReport = {
  ...report,
  business: { ...business, currency: 'NOK', locale: 'en-GB' },
  goals: report.goals.map((given) => {
    if (given.id !== 'company' || given.children === undefined) return given;
    const daily = given.daily.map(({ day }, index) => ({ day, value: index === 0 ? LONG : '0' }));
    const children = { ...given.children, unattributed: LONG, total: LONG };
    return {
      ...given,
      title: 'Sales of NOK 200,000,000,000, 10 % more',
      actual: LONG,
      target: '200000000000',
      daily,
      children,
    };
  }),
};

/** A first visit: nothing connected, no goals. */
export const emptyReport: AttainmentReport = {
  ...report,
  freshness: [],
  goals: [],
  metrics: [],
};

/** The same shop, whose store has lost sales of March. */
const damage = [
  { type: 'sale' as const, from: '2026-03-01', to: '2026-03-09', since: AS_OF - MINUTE },
];
export const damagedReport: AttainmentReport = {
  ...report,
  damage,
  goals: [...refusedGoals(report.goals, metrics, damage)],
  metrics: answeredMetrics(report.metrics, metrics, damage),
};
