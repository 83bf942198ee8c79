import { crc32 } from 'node:zlib';
import { addDecimals } from '../../schemas/decimal.ts';
import type { Goal } from '../../schemas/goals.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { naiveCounters } from '../support/naive-attribution.ts';

/** A sale message as the property sends it. */
export interface Message {
  readonly id: string;
  readonly version: number;
  readonly deleted?: true;
  readonly day?: string;
  readonly country?: string;
  readonly channel?: string;
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
    const current = newest.get(message.id);
    if (current === undefined || order(candidate) > order(current))
      newest.set(message.id, candidate);
  }
  return [...newest.values()].flatMap(({ message }) =>
    message.day === undefined ? [] : [{ ...message, day: message.day }],
  );
}

function order({ message, crc }: { message: Message; crc: number }): number {
  return message.version * 2 ** 34 + (message.deleted === true ? 2 ** 33 : 0) + crc;
}

/** goal_daily as it must be: `counter part day` to value, facts and distinct; zero cells left out. */
export function naiveDaily(goals: readonly Goal[], facts: readonly Live[]): Map<string, string> {
  const cells = new Map<string, { value: string; facts: number; ids: Set<string> }>();
  for (const fact of facts) {
    const { day, country, channel } = fact;
    const values = { day, country, channel };
    for (const counter of ['total', ...naiveCounters(goals, values)]) {
      for (const part of partsOf(counter, goals)) {
        const key = `${counter} ${part} ${fact.day}`;
        const cell = cells.get(key) ?? { value: '0', facts: 0, ids: new Set<string>() };
        cells.set(key, cell);
        if (part === 'net_sales') {
          cell.value = addDecimals(
            cell.value,
            addDecimals(fact.gross ?? '0', fact.returned ?? '0', -1),
          );
        }
        if (part === 'orders') cell.ids.add(fact.orderId ?? '');
        cell.facts += 1;
      }
    }
  }
  return new Map(
    [...cells].map(([key, { value, facts: n, ids }]) => [key, `${value} ${n} ${ids.size}`]),
  );
}

/** The two parts that the property looks at: a sum and a distinct count. */
function partsOf(counter: string, goals: readonly Goal[]): readonly string[] {
  if (counter === 'total') return ['net_sales', 'orders'];
  const metric = /metric\.(\w+)$/.exec(counter)?.[1] ?? goalOf(counter, goals)?.metric ?? '';
  return (metrics.get(metric)?.parts ?? []).map(({ id }) => id);
}

function goalOf(counter: string, goals: readonly Goal[]): Goal | undefined {
  return goals.find(({ id }) => id === counter.replace('unattributed/', ''));
}
