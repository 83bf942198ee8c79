import { expect, test } from 'vitest';
import { z } from 'zod';
import { SourceError, type Connector, type Refreshed } from '../../connectors/connector.ts';
import { World } from './world.ts';

/** What each stream has of each thing. */
type Things = Record<string, Record<string, readonly number[]>>;

/** A source of things that are read again by their keys, in two streams at once. */
function thingsConnector(
  things: Things,
  given: { failing?: string; unknown?: string } = {},
): Connector {
  return {
    name: 'things',
    title: 'test',
    config: z.unknown(),
    streams: () => [
      { name: 'visits', fact: 'traffic' },
      { name: 'more', fact: 'traffic' },
    ],
    check: async () => [],
    async *read() {},
    async *refresh(_config, streams, keys, context): AsyncGenerator<Refreshed> {
      const generation = context.now();
      for (const { name: stream } of streams) {
        if (stream === given.failing) {
          const failure = new SourceError('it is closed', { retry: false, mend: 'Open it.' });
          yield { stream, failure };
          continue;
        }
        for (const key of keys) {
          const records = (things[stream]?.[key] ?? []).map((sessions, n) => ({
            fact: { id: `${key}/${n}`, occurredAt: 1, day: '2026-01-01', sessions },
          }));
          yield { stream, records, rejects: [], snapshot: { scope: key, generation, last: true } };
        }
      }
      if (given.unknown !== undefined) yield { stream: given.unknown, records: [], rejects: [] };
    },
  };
}

function actual(world: World): string[] {
  return [...world.latest()]
    .map(([key, fact]) => `${key} = ${String(fact['sessions'])}`)
    .toSorted();
}

const FIRST: Things = { visits: { a: [1, 2], b: [3] }, more: { a: [4], b: [5, 6] } };
const SECOND: Things = { visits: { a: [1], b: [3, 7] }, more: { a: [], b: [5, 8] } };
const LATER = [
  'shop/more/b/0 = 5',
  'shop/more/b/1 = 8',
  'shop/visits/a/0 = 1',
  'shop/visits/b/0 = 3',
  'shop/visits/b/1 = 7',
];

async function inWorld(things: Things, work: (world: World) => Promise<void>): Promise<void> {
  const world = new World(thingsConnector(things), {});
  try {
    await work(world);
  } finally {
    world.close();
  }
}

test('things read again in several streams leave what each has of them now', async () => {
  const things = structuredClone(FIRST);
  await inWorld(things, async (world) => {
    const { streams } = await world.refresh([['a', 'b']]);
    expect(streams).toMatchObject([
      { stream: 'visits', state: 'succeeded', counts: { records: 3, appended: 3, deleted: 0 } },
      { stream: 'more', state: 'succeeded', counts: { records: 3, appended: 3, deleted: 0 } },
    ]);
    Object.assign(things, SECOND);
    const again = await world.refresh([['a'], ['b']]);
    expect(again.streams).toMatchObject([
      { counts: { records: 2, appended: 1, unchanged: 1 } },
      { counts: { records: 2, appended: 1, unchanged: 1 } },
    ]);
    expect(actual(world)).toEqual(LATER);
    const before = world.records().length;
    await world.refresh([
      ['a', 'b'],
      ['b', 'a'],
    ]);
    expect(world.records()).toHaveLength(before);
  });
});

test('a crash at every single step of refreshes, then others: the log ends exact', async () => {
  let steps = 0;
  await inWorld(structuredClone(FIRST), async (world) => {
    await world.refresh([['a', 'b'], ['b'], ['a']]);
    steps = world.steps;
  });
  expect(steps).toBeGreaterThan(20);
  for (let step = 1; step <= steps; step++) {
    const things = structuredClone(FIRST);
    await inWorld(things, async (world) => {
      await world.refresh([['a', 'b'], ['b'], ['a']], step);
      Object.assign(things, SECOND);
      await world.refresh([['a', 'b']], 1 + (step % 7));
      await world.refresh([['b'], ['a']]);
      expect(actual(world)).toEqual(LATER);
    });
  }
});

/** The lists that a process refreshes while another one dies at some step, and those of after that. */
test.each([
  [
    'what another process claimed in between and may not have appended is appended',
    [['b', 'a']],
    [],
  ],
  [
    'nor does a process that had nothing to do meanwhile take back what another claimed',
    [[]],
    [['a', 'b']],
  ],
])('%s', async (_, then, after) => {
  const things = structuredClone(FIRST);
  for (let step = 1; step <= 12; step++) {
    Object.assign(things, FIRST);
    await inWorld(things, async (world) => {
      const other = async (): Promise<void> => {
        Object.assign(things, SECOND);
        await world.refresh([['a', 'b']], step);
      };
      await world.refresh([['a', 'b'], ...then], 0, other);
      if (after.length > 0) await world.refresh(after);
      expect(actual(world)).toEqual(LATER);
    });
  }
});

test('a stream that can’t be read says so, and the others are read', async () => {
  const world = new World(thingsConnector(SECOND, { failing: 'visits' }), {});
  const { streams } = await world.refresh([['a', 'b']]);
  expect(streams).toMatchObject([
    { stream: 'visits', state: 'failed', error: 'it is closed', mend: 'Open it.', retry: false },
    { stream: 'more', state: 'succeeded', counts: { appended: 2 } },
  ]);
  expect(actual(world)).toEqual(LATER.slice(0, 2));
  world.close();
});

test('a page of a stream that was not asked for is a failure, and no loss in silence', async () => {
  const world = new World(thingsConnector(SECOND, { unknown: 'others' }), {});
  const { streams } = await world.refresh([['a', 'b']]);
  const told = { state: 'failed', error: 'a page of others was not asked for' };
  expect(streams).toMatchObject([told, told]);
  world.close();
});
