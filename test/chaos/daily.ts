import { formatDecimal } from '../../schemas/decimal.ts';
import type { Goal } from '../../schemas/goals.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { naiveCounters, storedCounters } from '../support/naive-attribution.ts';
import type { OracleFact } from './oracle.ts';

const ONE = 1_000_000n;

/** One part of a fact: what it adds, or the value it has in a distinct count. */
interface PartOf {
  readonly add?: bigint;
  readonly distinct?: string;
}

/** What each part of the sales metrics takes from a fact; undefined where it takes nothing. */
const PARTS: Readonly<Record<string, (fact: OracleFact) => PartOf | undefined>> = {
  gross_sales: (fact) => ({ add: fact.gross }),
  discounts: (fact) => ({ add: fact.discount }),
  returned_value: (fact) => (changes(fact) ? undefined : { add: fact.returned }),
  sales_reversals: (fact) => ({ add: fact.returned }),
  net_sales: (fact) => ({ add: fact.gross - fact.discount - fact.returned }),
  gross_less_discounts: (fact) =>
    changes(fact) || fact.kind === 'return' ? undefined : { add: fact.gross - fact.discount },
  total_sales: (fact) => ({
    add: fact.gross - fact.discount - fact.returned + fact.tax + fact.shipping,
  }),
  units: (fact) => ({ add: fact.quantity }),
  units_sold: (fact) => {
    if (fact.kind === 'line') return { add: fact.quantity };
    return fact.kind === 'edit' ? { add: fact.quantity > 0n ? fact.quantity : 0n } : undefined;
  },
  units_taken_back: (fact) => (fact.kind === 'return' ? { add: -fact.quantity } : undefined),
  sale_entries: () => ({ add: ONE }),
  orders: (fact) => (fact.kind === 'line' ? { distinct: fact.orderId } : undefined),
  sales_documents: (fact) => ({ distinct: fact.orderId }),
  customers: (fact) => (fact.customer === '' ? undefined : { distinct: fact.customer }),
};

/** Whether it changes an order after it was placed, before the goods were shipped. */
function changes({ kind }: OracleFact): boolean {
  return kind === 'edit' || kind === 'reversal';
}

interface Cell {
  sum: bigint;
  facts: number;
  readonly distinct: Set<string>;
}

/** Facts of one day, country and channel, which the same counters count. */
interface Group {
  readonly counters: readonly string[];
  readonly day: string;
  readonly cells: Map<string, Cell>;
}

/** goal_daily as it must be: `counter part day` to `value facts distinct`, cells without facts left out. */
export function naiveDaily(
  goals: readonly Goal[],
  facts: Iterable<OracleFact>,
): ReadonlyMap<string, string> {
  const daily = new Map<string, Cell>();
  for (const { counters, day, cells } of grouped(goals, facts)) {
    for (const counter of ['total/all', ...counters]) {
      for (const part of partsOf(counter, goals)) {
        const cell = cells.get(part);
        if (cell !== undefined) addTo(cellAt(daily, `${counter} ${part} ${day}`), cell);
      }
    }
  }
  return new Map([...daily].map(([key, cell]) => [key, written(cell)]));
}

function grouped(goals: readonly Goal[], facts: Iterable<OracleFact>): Iterable<Group> {
  const groups = new Map<string, Group>();
  for (const fact of facts) {
    const { day, country, channel } = fact;
    const key = `${day}|${country}|${channel}`;
    let group = groups.get(key);
    if (group === undefined) {
      const sale = { day, country, channel };
      const counters = storedCounters(naiveCounters(goals, sale, sale));
      group = { counters, day, cells: new Map() };
      groups.set(key, group);
    }
    for (const [part, take] of Object.entries(PARTS)) {
      const taken = take(fact);
      if (taken === undefined) continue;
      const cell = cellAt(group.cells, part);
      cell.facts += 1;
      cell.sum += taken.add ?? 0n;
      if (taken.distinct !== undefined) cell.distinct.add(taken.distinct);
    }
  }
  return groups.values();
}

function cellAt(cells: Map<string, Cell>, key: string): Cell {
  const cell = cells.get(key) ?? { sum: 0n, facts: 0, distinct: new Set<string>() };
  cells.set(key, cell);
  return cell;
}

function addTo(cell: Cell, other: Cell): void {
  cell.sum += other.sum;
  cell.facts += other.facts;
  for (const value of other.distinct) cell.distinct.add(value);
}

function written({ sum, facts, distinct }: Cell): string {
  return `${formatDecimal(sum)} ${facts} ${distinct.size}`;
}

/** Parts that have no total, because their days don't add up. */
const DISTINCT = new Set(['orders', 'sales_documents', 'customers']);

/** The parts that a counter has: all that add up for the total, those of its metric for the others. */
function partsOf(counter: string, goals: readonly Goal[]): readonly string[] {
  if (counter === 'total/all') return Object.keys(PARTS).filter((part) => !DISTINCT.has(part));
  const named = /^(?:unattributed|overlap)\/metric\.(.+)$/.exec(counter)?.[1];
  const goal = counter.replace(/^unattributed\//, '');
  const metric = named ?? goals.find(({ id }) => id === goal)?.metric ?? '';
  return (metrics.get(metric)?.parts ?? []).map(({ id }) => id);
}
