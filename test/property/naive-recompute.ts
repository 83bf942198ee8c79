import { crc32 } from 'node:zlib';
import type { Epoch } from '../../pipeline/attribution/epoch.ts';
import { addDecimals, formatDecimal, parseDecimal } from '../../schemas/decimal.ts';
import type { Goal } from '../../schemas/goals.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import {
  naiveCounters,
  naiveGoals,
  naiveTouches,
  storedCounters,
  type NaiveFact,
} from '../support/naive-attribution.ts';

/** A sale message as the property sends it. */
export interface Message extends Partial<NaiveFact> {
  readonly source: string;
  readonly stream: string;
  readonly id: string;
  readonly version: number;
  readonly deleted?: true;
  readonly gross?: string;
  readonly returned?: string;
  readonly orderId?: string;
}

type Live = Message & { readonly day: string };

/** The facts that stand: of each id the greatest version; a deletion, then the content's CRC, breaks ties. */
export function latestFacts(values: readonly string[]): readonly Live[] {
  const newest = new Map<string, { message: Message; crc: number }>();
  for (const value of values) {
    const message = JSON.parse(value) as Message;
    const candidate = { message, crc: crc32(value) };
    const identity = JSON.stringify([message.source, message.stream, message.id]);
    const current = newest.get(identity);
    if (current === undefined || order(candidate) > order(current)) newest.set(identity, candidate);
  }
  return [...newest.values()].flatMap(({ message }) =>
    message.day === undefined ? [] : [{ ...message, day: message.day }],
  );
}

function order({ message, crc }: { message: Message; crc: number }): number {
  return message.version * 2 ** 34 + (message.deleted === true ? 2 ** 33 : 0) + crc;
}

/** What counts every fact. */
const TOTAL = 'total/all';

interface Cell {
  readonly counter: string;
  readonly part: string;
  readonly day: string;
  micros: bigint;
  facts: number;
  readonly ids: Set<string>;
}

/** goal_daily as it must be: `counter part day` to value, facts and distinct; zero cells left out. */
export function naiveDaily(epochs: readonly Epoch[], facts: readonly Live[]): Map<string, string> {
  const cells = new Map<string, Cell>();
  for (const fact of facts) {
    const goals = naiveGoals(epochs, fact.day);
    const micros = parseDecimal(addDecimals(fact.gross ?? '0', fact.returned ?? '0', -1)) ?? 0n;
    const touches = naiveTouches(fact);
    const counted = touches.map((touch) => [TOTAL, ...naiveCounters(goals, fact, touch)]);
    for (const counter of new Set(counted.flat())) {
      const times = counted.map((names) => names.filter((name) => name === counter).length);
      const parts = times.map((n, touch) => BigInt(n) * share(micros, touch, touches.length));
      for (const part of partsOf(counter, goals)) {
        const key = `${counter} ${part} ${fact.day}`;
        const none = { micros: 0n, facts: 0, ids: new Set<string>() };
        const cell = cells.get(key) ?? { counter, part, day: fact.day, ...none };
        cells.set(key, cell);
        if (part === 'net_sales') cell.micros += parts.reduce((sum, value) => sum + value, 0n);
        if (part === 'orders') cell.ids.add(JSON.stringify([fact.source, fact.orderId]));
        cell.facts += counter === TOTAL ? 1 : Math.max(...times);
      }
    }
  }
  const counters = [...new Set([...cells.values()].map(({ counter }) => counter))];
  const stored = new Map(storedCounters(counters).map((name, n) => [counters[n], name]));
  return new Map(
    [...cells.values()].map(({ counter, part, day, micros, facts: n, ids }) => [
      `${stored.get(counter)} ${part} ${day}`,
      `${formatDecimal(micros)} ${n} ${ids.size}`,
    ]),
  );
}

/** A touch's part of a value: as many micros for each, and the first ones one more until none is left. */
function share(micros: bigint, touch: number, touches: number): bigint {
  const count = BigInt(touches);
  const rest = ((micros % count) + count) % count;
  return (micros - rest) / count + (BigInt(touch) < rest ? 1n : 0n);
}

/** The two parts that the property looks at: a sum and a distinct count, which has no total. */
function partsOf(counter: string, goals: readonly Goal[]): readonly string[] {
  if (counter === TOTAL) return ['net_sales'];
  const metric = /metric\.(\w+)$/.exec(counter)?.[1] ?? goalOf(counter, goals)?.metric ?? '';
  return (metrics.get(metric)?.parts ?? []).map(({ id }) => id);
}

function goalOf(counter: string, goals: readonly Goal[]): Goal | undefined {
  return goals.find(({ id }) => id === counter.replace(/^(goal |unattributed\/|overlap\/)/, ''));
}
