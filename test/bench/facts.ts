/**
 * A year of a shop's sales for measuring: facts, goals, and what the goals must come to, worked out
 * in plain integers from the generator's own rows and never through the pipeline.
 * The same options always give the same messages.
 */
import { addDays, dayNumber, dayOf } from '../../schemas/calendar.ts';
import type { Store } from '../../pipeline/store/store.ts';
import type { Dimension } from '../../schemas/dimensions.ts';
import type { Goal, Scope } from '../../schemas/goals.ts';

export interface FactOptions {
  /** Distinct facts; 1 % more come as exact duplicates and 1 % as later versions. */
  readonly facts: number;
  readonly seed: number;
}

/** One message of the topic. */
export interface Message {
  readonly key: string;
  readonly value: string;
}

const FIRST_DAY = '2025-01-01';
const DAYS = 365;
const LAST_DAY = addDays(FIRST_DAY, DAYS - 1);
const START_MS = dayNumber(FIRST_DAY) * 86_400_000;
const CHUNK = 10_000;
/** Repeated and corrected messages come up to so many chunks after the first. */
const LATEST = 20;

export const values = {
  country: list(30, (i) => `C${String(i).padStart(2, '0')}`),
  channel: list(8, (i) => ['Direct', 'Paid', 'Email', 'Social'][i % 4] + (i < 4 ? '' : ' other')),
  device: list(3, (i) => ['mobile', 'desktop', 'tablet'][i] ?? ''),
  campaign: list(60, (i) => `${['spring', 'summer', 'winter'][i % 3]}-${i}`),
  product: list(2000, (i) => `product-${String(i).padStart(4, '0')}`),
  productType: list(25, (i) => `Type ${i}`),
  vendor: list(40, (i) => `Vendor ${i}`),
} satisfies Partial<Record<Dimension, readonly string[]>>;

type Name = keyof typeof values;
const NAMES = Object.keys(values) as Name[];

function list(length: number, make: (index: number) => string): readonly string[] {
  return Array.from({ length }, (_, index) => make(index));
}

/** A fact as numbers: dimension values by their place in `values`, money in minor units. */
interface Row {
  readonly index: number;
  readonly order: number;
  readonly line: number;
  readonly later: boolean;
  readonly day: number;
  readonly second: number;
  readonly dimensions: readonly number[];
  readonly quantity: number;
  readonly gross: number;
  readonly discount: number;
  readonly tax: number;
  readonly customer: number;
}

/** A 32-bit hash: a random number of its own for each fact and purpose. */
function random(seed: number, index: number, purpose: number): number {
  let hash = (seed ^ Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(purpose + 1, 0x85ebca6b)) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Small numbers are more frequent, as with products and countries. */
function skewed(value: number, size: number): number {
  const share = value / 2 ** 32;
  return Math.floor(share * share * size);
}

/** Of ten facts, four are the lines of one order, three of the next, then two and one. */
const LINES = [0, 0, 0, 0, 1, 1, 1, 2, 2, 3];
const FIRST_OF = [0, 4, 7, 9];

function rowOf({ facts, seed }: FactOptions, index: number, later: boolean): Row {
  const slot = LINES[index % 10] ?? 0;
  const order = Math.floor(index / 10) * 4 + slot;
  const seconds = Math.floor(((index - (index % 10)) / facts) * DAYS * 86_400) + slot;
  const moved = later && index % 3 === 0 ? 1 + (random(seed, index, 20) % 3) : 0;
  const product = skewed(random(seed, index, 1), values.product.length);
  const quantity = 1 + (random(seed, index, 2) % 3);
  const price = 500 + (random(seed, index, later ? 21 : 3) % 50_000);
  const gross = price * quantity;
  const discount = random(seed, index, 4) % 5 === 0 ? Math.floor(gross / 10) : 0;
  const dimensions: Record<Name, number> = {
    country: skewed(random(seed, order, 5), values.country.length),
    channel: random(seed, order, 6) % values.channel.length,
    device: random(seed, order, 7) % values.device.length,
    campaign: random(seed, order, 8) % values.campaign.length,
    product,
    productType: product % values.productType.length,
    vendor: product % values.vendor.length,
  };
  return {
    index,
    order,
    line: (index % 10) - (FIRST_OF[slot] ?? 0),
    later,
    day: Math.min(DAYS - 1, Math.floor(seconds / 86_400) + moved),
    second: seconds % 86_400,
    dimensions: NAMES.map((name) => dimensions[name]),
    quantity,
    gross,
    discount,
    tax: Math.floor((gross - discount) / 5),
    customer: random(seed, order, 9) % 400_000,
  };
}

function money(minor: number): string {
  const cents = minor % 100;
  return `${Math.floor(minor / 100)}${cents === 0 ? '' : `.${String(cents).padStart(2, '0')}`}`;
}

function messageOf(row: Row): Message {
  const orderId = `gid-${6_000_000_000_000 + row.order * 32}`;
  const id = `${orderId}-${row.line}`;
  const occurredAt = START_MS + (row.day * 86_400 + row.second) * 1000;
  const named = Object.fromEntries(
    NAMES.map((name, place) => [name, values[name][row.dimensions[place] ?? 0]]),
  );
  const fact = {
    source: 'shop-dk',
    stream: 'orders',
    id,
    version: START_MS + row.index * 10 + (row.later ? 90_000_000 : 0),
    occurredAt,
    day: dayOf(dayNumber(FIRST_DAY) + row.day),
    observedAt: occurredAt + 60_000,
    ...named,
    sku: `sku-${row.dimensions[NAMES.indexOf('product')]}`,
    kind: 'line',
    orderId,
    line: String(row.line),
    quantity: String(row.quantity),
    currency: 'DKK',
    gross: money(row.gross),
    ...(row.discount === 0 ? {} : { discount: money(row.discount) }),
    tax: money(row.tax),
    customer: `c${String(row.customer).padStart(12, '0')}`,
    firstOrder: row.customer % 3 === 0,
  };
  return { key: `shop-dk\norders\n${id}`, value: JSON.stringify(fact) };
}

const isRepeated = (index: number): boolean => index % 100 === 13;
const isCorrected = (index: number): boolean => index % 100 === 57;

/** The messages in the order of the topic, in chunks of about 10,000. */
export function* factMessages(options: FactOptions): Generator<readonly Message[]> {
  const waiting = new Map<number, Message[]>();
  const chunks = Math.ceil(options.facts / CHUNK);
  for (let chunk = 0; chunk < chunks + LATEST; chunk++) {
    const messages: Message[] = [];
    const end = Math.min(options.facts, (chunk + 1) * CHUNK);
    for (let index = chunk * CHUNK; index < end; index++) {
      const message = messageOf(rowOf(options, index, false));
      messages.push(message);
      const due = chunk + 1 + (random(options.seed, index, 30) % LATEST);
      if (isRepeated(index)) put(waiting, due, message);
      if (isCorrected(index)) put(waiting, due, messageOf(rowOf(options, index, true)));
    }
    messages.push(...(waiting.get(chunk) ?? []));
    waiting.delete(chunk);
    if (messages.length > 0) yield messages;
  }
}

function put<T>(map: Map<number, T[]>, key: number, value: T): void {
  const items = map.get(key) ?? [];
  items.push(value);
  map.set(key, items);
}

/** A goal with its conditions as sets of places in `values`. */
interface Drawn {
  readonly goal: Goal;
  readonly conditions: readonly { readonly place: number; readonly allowed: ReadonlySet<number> }[];
}

const METRICS = ['net_sales', 'net_sales', 'net_sales', 'gross_sales', 'units', 'orders'] as const;

/** Goals with scopes of one to three conditions, over the whole year, none of them a parent. */
export function benchGoals(count = 200, seed = 7): readonly Goal[] {
  return draw(count, seed).map(({ goal }) => goal);
}

function draw(count: number, seed: number): readonly Drawn[] {
  return Array.from({ length: count }, (_, index) => {
    const first = random(seed, index, 0) % NAMES.length;
    const places = Array.from({ length: 1 + (index % 3) }, (_unused, n) => (first + n * 2) % 7);
    const conditions = places.map((place, n) => condition(place, random(seed, index, n + 1)));
    const scopes = conditions.map(({ scope }) => scope);
    const [only] = scopes;
    const goal: Goal = {
      id: `goal-${String(index).padStart(3, '0')}`,
      title: `Goal ${index}`,
      metric: METRICS[index % METRICS.length] ?? 'net_sales',
      owners: [{ owner: 'anna', share: '1' }],
      type: 'reach',
      target: '1000',
      window: { start: FIRST_DAY, end: LAST_DAY },
      scope: scopes.length === 1 && only !== undefined ? only : { all: scopes },
    };
    return { goal, conditions };
  });
}

function condition(place: number, pick: number) {
  const name = NAMES[place] ?? 'country';
  const choices = values[name];
  const at = pick % choices.length;
  if (name === 'product') {
    const prefix = `product-${String(at).padStart(4, '0').slice(0, 2)}`;
    const scope: Scope = { dimension: name, prefix };
    const allowed = new Set(choices.flatMap((text, i) => (text.startsWith(prefix) ? [i] : [])));
    return { place, allowed, scope };
  }
  const allowed = new Set(pick % 2 === 0 ? [at] : [at, (at + 1) % choices.length, 0]);
  const texts = [...allowed].map((i) => choices[i] ?? '');
  const scope: Scope =
    allowed.size === 1
      ? { dimension: name, equals: texts[0] ?? '' }
      : { dimension: name, in: texts };
  return { place, allowed, scope };
}

/**
 * What each goal must come to on each day, as `goal day` to `value facts distinct`, written as
 * storedDaily reads it: money in minor units, cells without facts left out.
 */
export function expectedDaily(options: FactOptions, count = 200): ReadonlyMap<string, string> {
  const goals = draw(count, 7).map(({ goal, conditions }) => ({
    goal,
    tests: conditions.map(({ place, allowed }) => ({
      place,
      passes: Uint8Array.from(values[NAMES[place] ?? 'country'], (_, i) => Number(allowed.has(i))),
    })),
    sums: new Float64Array(DAYS),
    facts: new Uint32Array(DAYS),
    orders: list(DAYS, String).map(() => new Set<number>()),
  }));
  for (let index = 0; index < options.facts; index++) {
    const row = rowOf(options, index, isCorrected(index));
    for (const { goal, tests, sums, facts, orders } of goals) {
      if (!tests.every(({ place, passes }) => passes[row.dimensions[place] ?? 0] === 1)) continue;
      sums[row.day] = (sums[row.day] ?? 0) + amount(goal.metric, row);
      facts[row.day] = (facts[row.day] ?? 0) + 1;
      if (goal.metric === 'orders') orders[row.day]?.add(row.order);
    }
  }
  const cells = new Map<string, string>();
  for (const { goal, sums, facts, orders } of goals) {
    facts.forEach((n, day) => {
      const key = `${goal.id} ${dayOf(dayNumber(FIRST_DAY) + day)}`;
      if (n > 0) cells.set(key, `${sums[day]} ${n} ${orders[day]?.size}`);
    });
  }
  return cells;
}

function amount(metric: string, { gross, discount, quantity }: Row): number {
  if (metric === 'net_sales') return gross - discount;
  if (metric === 'gross_sales') return gross;
  return metric === 'units' ? quantity * 100 : 0;
}

/** The aggregates in the form of expectedDaily. */
const STORED_DAILY = `SELECT concat(goal, ' ', toString(day)) AS key,
  concat(toString(toInt64(value * 100)), ' ', toString(facts), ' ', toString(finalizeAggregation(uniq))) AS cell
  FROM goal_daily FINAL WHERE startsWith(goal, 'goal-') AND facts > 0`;

/** Whether a store's aggregates are those that expectedDaily gives, and what to say of it. */
export async function compareDaily(
  store: Store,
  expected: ReadonlyMap<string, string>,
): Promise<{ exact: boolean; text: string }> {
  const rows = await store.query<{ key: string; cell: string }>(STORED_DAILY);
  const wrong = rows.filter(({ key, cell }) => expected.get(key) !== cell);
  const exact = wrong.length === 0 && rows.length === expected.size;
  const examples = wrong
    .slice(0, 3)
    .map(({ key, cell }) => `\n${key} is ${cell}, not ${expected.get(key)}`);
  const right = rows.length - wrong.length;
  return {
    exact,
    text: `${exact ? 'exact' : 'WRONG'}: ${right} of ${expected.size} goal-days as the independent computation has them${examples.join('')}`,
  };
}
