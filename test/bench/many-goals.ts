import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays } from '../../schemas/calendar.ts';
import type { GoalInput } from '../../schemas/goal-file.ts';
import type { Dimension } from '../../schemas/dimensions.ts';
import type { Scope } from '../../schemas/goals.ts';

/** A shop with many goals, without chance: the same numbers always give the same project. */
export interface ManyGoals {
  readonly goals: number;
  /** Local days of facts up to today. */
  readonly days: number;
  readonly salesPerDay: number;
  /** Bytes of each sale's id. */
  readonly idBytes: number;
  /** Today, local. */
  readonly today: string;
}

/** Goals of each owner. */
const GOALS_OF_OWNER = 20;
const TEAMS = 10;
/** The first goal of each so many is the parent of the next four. */
const FAMILY = 10;
const CHILDREN = 4;
const SUMS = ['net_sales', 'orders', 'units', 'customers'];
const RATES = ['aov', 'csat', 'conversion_rate', 'on_time_delivery_rate', 'delivery_lead_time_p90'];
/** Those whose facts have no channel. */
const OF_COUNTRY = ['csat', 'on_time_delivery_rate', 'delivery_lead_time_p90'];
const COUNTRIES = 30;
const CHANNELS = 8;

/** Writes the project and all its files but the last day's. @returns its folder. */
export async function manyGoalsProject(size: ManyGoals): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'goalstream-many-'));
  await mkdir(join(folder, 'goals'));
  await mkdir(join(folder, 'files'));
  const config = {
    business: { name: 'Many', timezone: 'UTC', currency: 'DKK' },
    server: { port: 0 },
    connections: Object.fromEntries(
      Object.entries(COLUMNS).map(([fact, columns]) => [
        fact,
        { connector: 'csv', path: `files/${fact}-*.jsonl`, fact, timezone: 'UTC', columns },
      ]),
    ),
  };
  await writeFile(join(folder, 'goalstream.yaml'), JSON.stringify(config));
  const goals = goalsOf(size);
  const people = Math.ceil(size.goals / GOALS_OF_OWNER);
  const owners = list(people, (n) => ({
    id: ownerOf(n),
    name: `Owner ${n}`,
    team: `team-${n % TEAMS}`,
  }));
  const teams = list(TEAMS, (n) => ({ id: `team-${n}`, name: `Team ${n}` }));
  await writeFile(join(folder, 'goals', 'people.yaml'), JSON.stringify({ owners, teams }));
  for (let from = 0; from < goals.length; from += 500) {
    const name = `goals-${String(from).padStart(6, '0')}.yaml`;
    const text = JSON.stringify({ goals: goals.slice(from, from + 500) }, undefined, 1);
    await writeFile(join(folder, 'goals', name), text);
  }
  for (let back = size.days - 1; back > 0; back--) await writeDay(folder, size, back);
  return folder;
}

/** Writes the facts of one day. @param back days before today. */
export async function writeDay(folder: string, size: ManyGoals, back: number): Promise<void> {
  const day = addDays(size.today, -back);
  const sales = list(size.salesPerDay, (n) => sale(day, n, size.idBytes));
  const rows = {
    sale: sales,
    traffic: list(CHANNELS, (n) => ({
      id: `${day}-${n}`,
      day,
      channel: `Channel ${n}`,
      sessions: 40 + n,
      converted: 1 + (n % 3),
    })),
    feedback: list(5, (n) => ({
      id: `f-${day}-${n}`,
      at: `${day}T12:00:00Z`,
      kind: 'csat',
      score: 1 + ((back + n) % 5),
      min: 1,
      max: 5,
      country: `C${(back + n) % COUNTRIES}`,
    })),
    shipment: sales.slice(0, 10).map(({ id, order, at, country, channel }) => ({
      id: `p-${id.slice(-40)}`,
      at,
      order,
      promised: `${addDays(day, 3)}T12:00:00Z`,
      shipped: at,
      delivered: `${addDays(day, 1 + (back % 5))}T12:00:00Z`,
      country,
      channel,
    })),
  };
  for (const [fact, all] of Object.entries(rows)) {
    const text = all.map((row) => `${JSON.stringify(row)}\n`).join('');
    await writeFile(join(folder, 'files', `${fact}-${day}.jsonl`), text);
  }
}

const PLACE = { country: 'country', channel: 'channel' };
const COLUMNS = {
  sale: {
    id: 'id',
    occurredAt: 'at',
    orderId: 'order',
    line: 'line',
    kind: 'kind',
    quantity: 'quantity',
    gross: 'gross',
    customer: 'customer',
    productType: 'type',
    ...PLACE,
  },
  traffic: {
    id: 'id',
    day: 'day',
    channel: 'channel',
    sessions: 'sessions',
    converted: 'converted',
  },
  feedback: {
    id: 'id',
    occurredAt: 'at',
    kind: 'kind',
    score: 'score',
    scaleMin: 'min',
    scaleMax: 'max',
    country: 'country',
  },
  shipment: {
    id: 'id',
    occurredAt: 'at',
    orderId: 'order',
    orderedAt: 'at',
    promisedAt: 'promised',
    shippedAt: 'shipped',
    deliveredAt: 'delivered',
    country: 'country',
  },
};

function sale(day: string, n: number, idBytes: number) {
  const order = `${day}-${n}`;
  return {
    id: order.padStart(idBytes, 'x'),
    at: `${day}T${String(n % 24).padStart(2, '0')}:30:00Z`,
    order,
    line: '1',
    kind: 'line',
    quantity: 1 + (n % 3),
    gross: `${100 + (n % 50)}.25`,
    customer: `customer-${(n * 7 + Number(day.slice(8))) % 997}`,
    type: `Type ${n % 25}`,
    country: `C${n % COUNTRIES}`,
    channel: `Channel ${n % CHANNELS}`,
  };
}

function ownerOf(index: number): string {
  return `owner-${String(index).padStart(5, '0')}`;
}

/** All five types, sums and rates, families, scopes of one to three conditions. */
function goalsOf({ goals, today }: ManyGoals): readonly GoalInput[] {
  return list(goals, (n) => {
    const family = Math.floor(n / FAMILY);
    const place = n % FAMILY;
    const inFamily = place <= CHILDREN;
    const metric = (inFamily ? SUMS[family % SUMS.length] : RATES[n % RATES.length]) ?? 'net_sales';
    const head = idOf(family * FAMILY);
    const common = {
      id: idOf(n),
      title: `Goal ${n}`,
      metric,
      owners: [{ owner: ownerOf(Math.floor(n / GOALS_OF_OWNER)), share: '1' }],
      window: windowOf(family, today),
      scope: scopeOf(metric, family, place),
      ...(inFamily && place > 0 ? { parent: head } : {}),
    };
    return { ...common, ...kindOf(n, family, inFamily && place === 0) } as GoalInput;
  });
}

function idOf(index: number): string {
  return `goal-${String(index).padStart(6, '0')}`;
}

function kindOf(n: number, family: number, isHead: boolean): object {
  if (isHead) return { type: 'reach', target: '100000' };
  // A window of two years has no days of last year before it.
  const change = {
    baseline: family % 3 === 0 ? { kind: 'fixed', value: '10' } : { kind: 'lastYear' },
  };
  const kinds = [
    { type: 'reach', target: '5000' },
    { type: 'increase', target: '200000', baseline: { kind: 'fixed', value: '10' } },
    { type: 'decrease', target: '-1', baseline: { kind: 'fixed', value: '100000' } },
    { type: 'maintain', band: { min: '0.1' }, every: 'month' },
    { type: 'relative', change: '0.05', every: 'quarter', ...change },
    { type: 'increase', target: '900000', ...change },
  ];
  return kinds[n % kinds.length] ?? {};
}

/** Two years, one year or a quarter, of which the last one has just begun. */
function windowOf(family: number, today: string): { start: string; end: string } {
  const year = Number(today.slice(0, 4));
  const windows = [
    { start: `${year - 1}-01-01`, end: `${year}-12-31` },
    { start: `${year}-01-01`, end: `${year}-12-31` },
    { start: `${year}-10-01`, end: `${year}-12-31` },
  ];
  return windows[family % windows.length] ?? { start: today, end: today };
}

function scopeOf(metric: string, family: number, place: number): Scope {
  const is = (dimension: Dimension, equals: string): Scope => ({ dimension, equals });
  const country = is('country', `C${family % COUNTRIES}`);
  const channel = is('channel', `Channel ${place % CHANNELS}`);
  if (metric === 'conversion_rate') return channel;
  if (OF_COUNTRY.includes(metric) || place === 0) return country;
  if (place > CHILDREN || metric === 'customers') return { all: [country, channel] };
  return { all: [country, channel, is('productType', `Type ${family % 25}`)] };
}

function list<T>(length: number, make: (index: number) => T): T[] {
  return Array.from({ length }, (_, index) => make(index));
}
