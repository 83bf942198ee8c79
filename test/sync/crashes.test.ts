import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Connector, Page } from '../../connectors/connector.ts';
import { World } from './world.ts';

interface Row {
  id: string;
  value: number;
}
/** A source of whole days: each reading has every day. */
type Source = Row[][];

function daysConnector(state: { source: Source; pageSize: number }): Connector {
  return {
    name: 'days',
    title: 'test',
    config: z.unknown(),
    streams: () => [{ name: 'rows', fact: 'traffic' }],
    check: async () => [],
    async *read(_config, _stream, cursor, context): AsyncGenerator<Page> {
      const content = JSON.stringify(state.source);
      const same = cursor?.['content'] === content;
      if (same && cursor['done'] === true) return;
      const generation = same
        ? Number(cursor['generation'])
        : Math.max(Number(cursor?.['generation'] ?? 0) + 1, context.now());
      const skip = same ? Number(cursor['pages']) : 0;
      const start = { content, generation, pages: skip, done: false };
      yield { records: [], rejects: [], cursor: start, barrier: true };
      const pages = state.source.flatMap((rows, day) => {
        const count = Math.max(1, Math.ceil(rows.length / state.pageSize));
        return Array.from({ length: count }, (_, n) => ({
          day,
          last: n === count - 1,
          first: n * state.pageSize,
          rows: rows.slice(n * state.pageSize, (n + 1) * state.pageSize),
        }));
      });
      for (const [n, page] of pages.entries()) {
        if (n < skip) continue;
        yield {
          records: page.rows.map(({ id, value }, i) => ({
            fact: { id, occurredAt: 1, day: '2026-01-01', sessions: value },
            position: page.day * 1000 + page.first + i,
          })),
          rejects: [],
          cursor: { content, generation, pages: n + 1, done: n === pages.length - 1 },
          snapshot: { scope: `day ${page.day}`, generation, last: page.last },
        };
      }
    },
  };
}

/** What the log must say in the end: each row once, doubles numbered in their order. */
function expected(source: Source): string[] {
  const seen = new Map<string, number>();
  return source
    .flat()
    .map(({ id, value }) => {
      const n = (seen.get(id) ?? 0) + 1;
      seen.set(id, n);
      return `shop/rows/${n === 1 ? id : `${id}#${n}`} = ${value}`;
    })
    .toSorted();
}

function actual(world: World): string[] {
  return [...world.latest()]
    .map(([key, fact]) => `${key} = ${String(fact['sessions'])}`)
    .toSorted();
}

const row = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  value: fc.integer({ min: 0, max: 2 }),
});
const source = fc.array(fc.array(row, { maxLength: 5 }), { minLength: 2, maxLength: 2 });
const run = fc.record({
  source,
  crashes: fc.array(fc.integer({ min: 1, max: 25 }), { maxLength: 2 }),
  pageSize: fc.integer({ min: 1, max: 3 }),
  batchSize: fc.integer({ min: 1, max: 9 }),
  tick: fc.integer({ min: 0, max: 2 }),
});

test('any contents, crashes at any steps, changes between them: the log ends exact', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(run, { minLength: 1, maxLength: 5 }), source, async (runs, final) => {
      const state = { source: final, pageSize: 2 };
      const world = new World(daysConnector(state), {});
      world.shrink = 'allow';
      try {
        for (const step of runs) {
          Object.assign(state, { source: step.source, pageSize: step.pageSize });
          world.batchSize = step.batchSize;
          world.now += step.tick;
          for (const crash of step.crashes) await world.run(crash);
        }
        Object.assign(state, { source: final });
        const result = await world.run();
        expect(result.streams[0]).toMatchObject({ state: 'succeeded' });
        expect(actual(world)).toEqual(expected(final));
        const before = world.records().length;
        await world.run();
        expect(world.records().length).toBe(before);
      } finally {
        world.close();
      }
    }),
    { numRuns: 150 },
  );
});

test('a crash at every single step, then the same or another content', async () => {
  const first = [
    [
      { id: 'a', value: 1 },
      { id: 'b', value: 1 },
      { id: 'a', value: 2 },
    ],
    [{ id: 'c', value: 1 }],
  ];
  const second = [
    [{ id: 'b', value: 1 }],
    [
      { id: 'a', value: 2 },
      { id: 'c', value: 3 },
    ],
  ];
  for (const [from, to] of [
    [first, first],
    [first, second],
    [second, first],
  ] as const) {
    for (let crash = 1; crash < 40; crash++) {
      const state = { source: from as Source, pageSize: 1 };
      const world = new World(daysConnector(state), {});
      world.shrink = 'allow';
      await world.run(crash);
      Object.assign(state, { source: to });
      await world.run(Math.max(1, 30 - crash));
      Object.assign(state, { source: from });
      await world.run(crash);
      Object.assign(state, { source: to });
      expect((await world.run()).streams[0]?.state).toBe('succeeded');
      expect(actual(world)).toEqual(expected(to));
      world.close();
    }
  }
});
