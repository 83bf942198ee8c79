import { shift, spanOf } from './days.ts';
import { METRICS, type Metric } from './figures.ts';
import type { Random } from './random.ts';
import { CHANNELS, COUNTRIES, SKUS, type Shop } from './shop.ts';

export type GoalType = 'reach' | 'increase' | 'decrease' | 'maintain' | 'relative';
export type Judge = 'last' | 'each' | 'total';
type Baseline = string | number | { readonly start: string; readonly end: string };

/** A goal as its file has it, and as it is reckoned with here. */
export interface Goal {
  readonly id: string;
  readonly title: string;
  readonly metric: string;
  readonly owner: string;
  readonly type: GoalType;
  readonly window: { readonly start: string; readonly end: string };
  readonly scope?: Scope;
  readonly parent?: string;
  readonly priority?: number;
  readonly target?: number;
  readonly band?: { readonly min?: number; readonly max?: number };
  readonly change?: number;
  readonly baseline?: Baseline;
  readonly every?: string;
  readonly judge?: Judge;
}

export type Scope =
  | { readonly dimension: string; readonly equals: string }
  | { readonly dimension: string; readonly in: readonly string[] }
  | { readonly dimension: string; readonly prefix: string }
  | { readonly not: Scope };

/** The values of dimensions that every fact of a metric has. */
const DIMENSIONS: Readonly<Record<string, readonly string[]>> = {
  sale: ['country', 'channel', 'sku'],
  traffic: ['channel'],
  parcel: ['country'],
  answer: ['country'],
  return: ['country', 'channel'],
};
const VALUES: Readonly<Record<string, readonly string[]>> = {
  country: COUNTRIES.filter((name) => name !== ''),
  channel: CHANNELS.filter((name) => name !== ''),
  sku: SKUS,
};

/** Random goals of every type; some have children on the same metric. */
export function goalsOf(random: Random, shop: Shop, today: string, count: number): readonly Goal[] {
  const goals: Goal[] = [];
  for (let n = 0; n < count; n++) {
    const metric = random.pick(METRICS);
    const goal = goalOf(random, shop, today, metric, `g${n}`);
    goals.push(goal);
    if (!random.chance(0.25) || metric.of.length > 1) continue;
    for (let child = 0; child < random.int(1, 3); child++) {
      const inner = goalOf(random, shop, today, metric, `g${n}-${child}`);
      const window = inside(random, goal.window);
      goals.push({
        ...inner,
        ...beforeOf(inner, window.start),
        window,
        parent: goal.id,
        ...(random.chance(0.5) ? { priority: random.int(0, 2) } : {}),
      });
    }
  }
  return goals;
}

/** Given days must be over when the window begins. */
function beforeOf({ baseline, every }: Goal, start: string): { baseline?: Baseline } {
  if (typeof baseline !== 'object' || baseline.end < start) return {};
  return { baseline: (every ?? 'window') === 'window' ? 'previous-window' : 1 };
}

function inside(random: Random, { start, end }: Goal['window']): Goal['window'] {
  if (random.chance(0.7)) return { start, end };
  const from = random.int(0, Math.floor((spanOf(start, end) - 1) / 2));
  return { start: shift(start, from), end };
}

function goalOf(random: Random, shop: Shop, today: string, metric: Metric, id: string): Goal {
  const start = shift(shop.first, random.int(0, spanOf(shop.first, today) + 5));
  const end = shift(start, random.pick([0, 6, 6, 13, 27, 29, 30, 59, 90]) + random.int(0, 3));
  const type = random.pick<GoalType>([
    'reach',
    'reach',
    'increase',
    'decrease',
    'maintain',
    'maintain',
    'relative',
    'relative',
  ]);
  const scope = random.chance(0.6) ? scopeOf(random, metric) : undefined;
  return {
    id,
    title: `${type} ${metric.id} ${id}`,
    metric: metric.id,
    owner: 'anna',
    type,
    window: { start, end },
    ...(scope === undefined ? {} : { scope }),
    ...asked(random, shop, type, metric, start),
  };
}

function scopeOf(random: Random, metric: Metric): Scope | undefined {
  const common = (DIMENSIONS[metric.of[0] ?? ''] ?? []).filter((name) =>
    metric.of.every((kind) => DIMENSIONS[kind]?.includes(name)),
  );
  if (common.length === 0) return undefined;
  const dimension = random.pick(common);
  const values = VALUES[dimension] ?? [];
  const plain = random.pick<Scope>([
    { dimension, equals: random.pick(values) },
    { dimension, in: [random.pick(values), random.pick(values)] },
    { dimension, prefix: random.pick(values).slice(0, 1) },
  ]);
  return random.chance(0.2) ? { not: plain } : plain;
}

/** What a goal asks for, near enough to what the shop has that either verdict happens. */
function asked(
  random: Random,
  shop: Shop,
  type: GoalType,
  metric: Metric,
  start: string,
): Partial<Goal> {
  const amount = (): number => {
    const value = metric.size * (0.02 + random.next() * 1.6);
    return metric.kind === 'distinct'
      ? Math.max(1, Math.round(value))
      : Number(value.toFixed(random.int(0, 4)));
  };
  const every = random.pick(['window', 'week', 'week', 'month', 'quarter']);
  switch (type) {
    case 'reach':
      return { target: Math.abs(amount()) || 1 };
    case 'increase':
    case 'decrease': {
      const [low, high] = [amount(), amount()].toSorted((a, b) => a - b);
      if (random.chance(0.5))
        return { target: amount(), baseline: baselineOf(random, shop, start) };
      const [from, to] = type === 'increase' ? [low, high] : [high, low];
      if (from === to)
        return {
          target: type === 'increase' ? (from ?? 0) + 1 : (from ?? 0) - 1,
          baseline: from ?? 0,
        };
      return { target: to ?? 0, baseline: from ?? 0 };
    }
    case 'maintain': {
      const [min, max] = [amount(), amount()].toSorted((a, b) => a - b);
      const band = random.pick([
        { min: min ?? 0 },
        { max: max ?? 0 },
        { min: min ?? 0, max: max ?? 0 },
      ]);
      return { band, every };
    }
    case 'relative': {
      const change = random.pick([0.1, 0.05, -0.1, 0.333333, -0.5]);
      const judge = random.pick<Judge | undefined>([undefined, undefined, 'last', 'each', 'total']);
      const measured = baselineOf(random, shop, start, every === 'window');
      const baseline = random.chance(0.3) ? Math.abs(amount()) || 1 : measured;
      const judged = judge === 'total' && metric.kind !== 'sum' ? undefined : judge;
      return { change, every, baseline, ...(judged === undefined ? {} : { judge: judged }) };
    }
  }
}

function baselineOf(random: Random, shop: Shop, start: string, whole = true): Baseline {
  if (whole && random.chance(0.6)) return 'previous-window';
  const from = shift(shop.first, random.int(0, 40));
  const days = { start: from, end: shift(from, random.int(0, 30)) };
  if (days.end < start) return days;
  return whole ? 'previous-window' : 1;
}

export function fits(scope: Scope | undefined, row: object): boolean {
  if (scope === undefined) return true;
  if ('not' in scope) return !fits(scope.not, row);
  const value = (row as Readonly<Record<string, unknown>>)[scope.dimension];
  if (typeof value !== 'string' || value === '') return false;
  if ('equals' in scope) return value === scope.equals;
  return 'in' in scope ? scope.in.includes(value) : value.startsWith(scope.prefix);
}
