import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Connector, Page, SourceRecord, StreamSpec } from '../../connectors/connector.ts';
import { followChanges } from './connector-changes.ts';
import { restMistake } from './connector-cursors.ts';

/** An order as a source has it: when it changed, and its lines with their sessions. */
interface Order {
  readonly id: string;
  readonly at: number;
  readonly lines: Readonly<Record<string, number>>;
}

const FACT = { occurredAt: 1, day: '2026-01-01' };

function source(read: Connector['read']): Connector {
  const streams: StreamSpec[] = [{ name: 'orders', fact: 'traffic' }];
  return {
    name: 'orders',
    title: 'test',
    config: z.unknown(),
    streams: () => streams,
    check: async () => [],
    read,
  };
}

function recordsOf({ id, at, lines }: Order): SourceRecord[] {
  return Object.entries(lines).map(([line, sessions]) => ({
    fact: { id: `${id}/${line}`, ...FACT, sessions, version: at },
  }));
}

/** Each order that changed since, its lines as records of their own: what left an order is not told. */
function blind(orders: readonly Order[]): Connector {
  return source(async function* (_config, _stream, cursor): AsyncGenerator<Page> {
    const since = Number(cursor?.['at'] ?? 0);
    for (const order of orders.filter(({ at }) => at > since)) {
      yield { records: recordsOf(order), rejects: [], cursor: { at: order.at } };
    }
  });
}

/** The same, each order being a complete set. */
function seeing(orders: readonly Order[]): Connector {
  return source(async function* (_config, _stream, cursor): AsyncGenerator<Page> {
    const since = Number(cursor?.['at'] ?? 0);
    for (const order of orders.filter(({ at }) => at > since)) {
      const snapshot = { scope: order.id, generation: order.at, last: true };
      yield { records: recordsOf(order), rejects: [], cursor: { at: order.at }, snapshot };
    }
  });
}

function changing(make: (orders: readonly Order[]) => Connector, remove = true) {
  const orders: Order[] = [
    { id: 'o1', at: 1, lines: { a: 1, b: 2 } },
    { id: 'o2', at: 2, lines: { a: 3 } },
  ];
  const changes = [
    { name: 'adding an order', make: () => void orders.push({ id: 'o3', at: 3, lines: { a: 5 } }) },
    { name: 'changing a line', make: () => put({ id: 'o2', at: 4, lines: { a: 4 } }) },
    ...(remove
      ? [{ name: 'removing a line', make: () => put({ id: 'o1', at: 5, lines: { b: 2 } }) }]
      : []),
  ];
  function put(order: Order): void {
    orders.splice(0, orders.length, ...orders.filter(({ id }) => id !== order.id), order);
  }
  return { connector: make(orders), config: {}, context: {}, changes, now: () => 10 };
}

test('the suite sees that a line of an order vanished', async () => {
  await expect(followChanges(changing(seeing))).resolves.toBeUndefined();
  await expect(followChanges(changing(blind, false))).resolves.toBeUndefined();
  await expect(followChanges(changing(blind))).rejects.toThrow(
    /after removing a line, .*o1\/a still stands/,
  );
});

test('the suite sees a change that is no change, and one that is not read', async () => {
  const idle = { name: 'doing nothing', make: () => undefined };
  await expect(followChanges({ ...changing(seeing), changes: [idle] })).rejects.toThrow(
    'doing nothing changes nothing',
  );
  const deaf = (orders: readonly Order[]) => {
    const connector = seeing(orders);
    return {
      ...connector,
      read: (...args: Parameters<Connector['read']>) =>
        args[2] === undefined ? connector.read(...args) : none(),
    };
  };
  await expect(followChanges(changing(deaf))).rejects.toThrow(/after adding an order, .*o3\/a/);
});

async function* none(): AsyncGenerator<Page> {
  // Nothing is ever new.
}

const page = (id: string, sessions: number): Page => ({
  records: [{ fact: { id, ...FACT, sessions, version: sessions } }],
  rejects: [],
  cursor: { id },
});

test('a cursor may include its own moment, and must leave nothing out', () => {
  const pages = [page('a', 1), page('b', 2), page('c', 3)];
  const [, b, c] = pages;
  const before = pages.slice(0, 2);
  const after = pages.slice(2);
  expect(restMistake(after, before, after)).toBe('');
  expect(
    restMistake(
      [b, c].flatMap((one) => one ?? []),
      before,
      after,
    ),
  ).toBe('');
  expect(restMistake(pages, before, after)).toBe('');
  expect(restMistake([], before, after)).toContain('gives undefined for');
  expect(restMistake(before, before, after)).toContain('gives');
  expect(restMistake([page('x', 9), ...after], before, after)).toContain('not there before');
});
