import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { SourceError, type Connector, type Page } from '../../connectors/connector.ts';
import { shrinkReason } from '../../pipeline/sync/shrink-guard.ts';
import { World } from './world.ts';

/** A record of the source: good, or one that can't be read, its id being known or not. */
interface Row {
  readonly id: string;
  readonly value: number;
  readonly bad?: 'known' | 'unknown';
}
interface Source {
  readonly rows: readonly Row[];
  /** The record at which it can't be read any more; absent: it can be. */
  readonly failsAt?: number;
}
type Facts = ReadonlyMap<string, number>;

const LIMIT = { share: 0.5, atLeast: 3 };

/** One set in pages; it knows by its content whether it changed. */
function setConnector(state: { source: Source; pageSize: number }): Connector {
  return {
    name: 'set',
    title: 'test',
    config: z.unknown(),
    streams: () => [{ name: 'rows', fact: 'traffic' }],
    check: async () => [],
    async *read(_config, _stream, cursor, context): AsyncGenerator<Page> {
      const { rows, failsAt = Infinity } = state.source;
      const content = JSON.stringify(rows);
      const same = cursor?.['content'] === content;
      if (same && cursor['done'] === true) return;
      const generation = same
        ? Number(cursor['generation'])
        : Math.max(Number(cursor?.['generation'] ?? 0) + 1, context.now());
      const start = { content, generation, done: false };
      yield { records: [], rejects: [], cursor: start, barrier: true };
      const pages = Math.max(1, Math.ceil(rows.length / state.pageSize));
      for (let page = 0; page < pages; page++) {
        const first = page * state.pageSize;
        if (first + state.pageSize > failsAt) {
          throw new SourceError('broken', { retry: true, mend: 'read it again' });
        }
        const some = rows
          .slice(first, first + state.pageSize)
          .map((row, n) => ({ ...row, position: first + n }));
        const last = page === pages - 1;
        yield {
          records: some
            .filter(({ bad }) => bad === undefined)
            .map(({ id, value, position }) => ({
              fact: { id, occurredAt: 1, day: '2026-01-01', sessions: value },
              position,
            })),
          rejects: some
            .filter(({ bad }) => bad !== undefined)
            .map(({ id, bad, position }) => {
              const reject = { reason: 'bad', place: `row ${position}`, raw: '', position };
              return bad === 'known' ? { ...reject, id } : reject;
            }),
          cursor: { ...start, done: last },
          snapshot: { scope: 'set', generation, last },
        };
      }
    },
  };
}

const OUTCOMES = ['counts', 'broken', 'all rejected', 'shrinks'] as const;
type Outcome = (typeof OUTCOMES)[number];
interface Reached {
  readonly outcome: Outcome;
  readonly facts: Facts;
  /** Facts that stay though no record that could be read has them. */
  readonly kept: number;
}

/** What a sync of a source makes of the facts that stand. Naive: no index, no generations. */
function outcomeOf(standing: Facts, { rows, failsAt }: Source, accepts: boolean): Reached {
  const nothing = (outcome: Outcome): Reached => ({ outcome, facts: standing, kept: 0 });
  if (failsAt !== undefined && failsAt < rows.length) return nothing('broken');
  const good = rows.filter(({ bad }) => bad === undefined).length;
  if (good === 0 && rows.length > 0) return nothing('all rejected');
  const next = new Map<string, number>();
  const names = new Set<string>();
  let kept = 0;
  for (const { id, value, bad } of rows) {
    if (bad === 'unknown') continue;
    let name = id;
    for (let number = 2; names.has(name); number++) name = `${id}#${number}`;
    names.add(name);
    const before = standing.get(name);
    if (bad === undefined) next.set(name, value);
    else if (before !== undefined) {
      next.set(name, before);
      kept += 1;
    }
  }
  const stale = [...standing.keys()].filter((name) => !next.has(name));
  if (rows.some(({ bad }) => bad === 'unknown')) {
    for (const name of stale) next.set(name, standing.get(name) ?? 0);
    return { outcome: 'counts', facts: next, kept: kept + stale.length };
  }
  const fresh = [...next.keys()].filter((name) => !standing.has(name)).length;
  const before = standing.size;
  const loss = { before, stale: stale.length, fresh, present: next.size, gone: [] };
  if (!accepts && shrinkReason(loss, 'whole', LIMIT) !== undefined) return nothing('shrinks');
  return { outcome: 'counts', facts: next, kept };
}

const textOf = (facts: Facts): string =>
  JSON.stringify([...facts].toSorted(([a], [b]) => (a < b ? -1 : 1)));

function actual(world: World): string {
  const facts = [...world.latest()].map(
    ([key, fact]) => [key.slice('shop/rows/'.length), Number(fact['sessions'])] as const,
  );
  return textOf(new Map(facts));
}

const row = fc.record(
  {
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    value: fc.integer({ min: 0, max: 2 }),
    bad: fc.oneof(
      { weight: 7, arbitrary: fc.constant(undefined) },
      { weight: 2, arbitrary: fc.constant('known' as const) },
      { weight: 1, arbitrary: fc.constant('unknown' as const) },
    ),
  },
  { requiredKeys: ['id', 'value', 'bad'] },
);
const run = fc.record({
  /** Another content, or one that the source had before. */
  content: fc.oneof(
    fc.array(row, { maxLength: 9 }).map((rows) => ({ rows })),
    fc.nat({ max: 5 }).map((back) => ({ back })),
  ),
  failsAt: fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 8 }) },
  ),
  crashAt: fc.oneof(
    { weight: 2, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 20 }) },
  ),
  accepts: fc.boolean(),
  pageSize: fc.integer({ min: 1, max: 4 }),
  batchSize: fc.integer({ min: 1, max: 9 }),
});

/** The same histories on each push, so that they reach every path; SEED tries others. */
const SEED = Number(process.env['SEED'] ?? 20_261_201);

test('after a sync the facts are the source’s, after a failed one what they were', async () => {
  const reached = { resumed: 0, kept: 0, restored: 0, crashed: 0, accepted: 0 };
  const outcomes = new Map<Outcome, number>();
  const history = fc.array(run, { minLength: 1, maxLength: 10 });
  await fc.assert(
    fc.asyncProperty(history, async (runs) => {
      const state = { source: { rows: [] } as Source, pageSize: 1 };
      const world = new World(setConnector(state), {});
      world.shrink = LIMIT;
      const contents: (readonly Row[])[] = [[]];
      /** What the facts may be: after a crash a set may be released by the next run or not. */
      let possible: Facts[] = [new Map()];
      /** A crash may leave facts whose deletion is not known to be in the log: they count as known. */
      let inDoubt = false;
      try {
        for (const { content, failsAt, crashAt, accepts, pageSize, batchSize } of runs) {
          const rows =
            'rows' in content
              ? (content.rows as readonly Row[])
              : (contents.at(-1 - content.back) ?? []);
          if (!('rows' in content)) reached.restored += 1;
          contents.push(rows);
          const source = failsAt === undefined ? { rows } : { rows, failsAt };
          Object.assign(state, { source: paged(source, pageSize), pageSize });
          Object.assign(world, { batchSize, acceptShrink: accepts });
          const results = possible.map((facts) => outcomeOf(facts, state.source, accepts));
          const result = await world.run(crashAt).catch(() => undefined);
          const [stream] = result?.streams ?? [];
          // Also where it dies after its last step: what it confirmed is not written then.
          inDoubt ||= crashAt > 0;
          if (stream === undefined || stream.error === 'crash') {
            reached.crashed += 1;
            possible.push(...results.map(({ facts }) => facts));
            continue;
          }
          const after = actual(world);
          if (inDoubt && stream.error?.includes('shrank') === true) {
            results.push(
              ...possible.map((facts) => ({ outcome: 'shrinks', facts, kept: 0 }) as const),
            );
          }
          const found = results.findLast(({ facts }) => textOf(facts) === after);
          expect(results.map(({ facts }) => textOf(facts))).toContain(after);
          if (found === undefined) continue;
          const failed = found.outcome !== 'counts';
          // What did not change is not read again, whether it could be or not.
          const { records, rejected } = stream.counts;
          const isRead = records + rejected > 0 || rows.length === 0 || stream.state === 'failed';
          const agree = results.every(({ outcome }) => (outcome !== 'counts') === failed);
          const wanted = isRead && agree ? failed : stream.state === 'failed';
          expect({ rows, error: stream.error, failed: stream.state === 'failed' }).toMatchObject({
            failed: wanted,
          });
          if (stream.state === 'failed' && stream.counts.appended > 0) reached.resumed += 1;
          reached.kept += found.kept;
          if (
            accepts &&
            outcomeOf(possible[0] ?? new Map(), state.source, false).outcome === 'shrinks'
          )
            reached.accepted += 1;
          if (isRead) outcomes.set(found.outcome, (outcomes.get(found.outcome) ?? 0) + 1);
          possible = [found.facts];
        }
      } finally {
        world.close();
      }
    }),
    { numRuns: Number(process.env['HISTORIES'] ?? 100), seed: SEED },
  );
  // The generator must reach each path.
  const paths = { ...reached, ...Object.fromEntries(OUTCOMES.map((name) => [name, 0])) };
  Object.assign(paths, Object.fromEntries(outcomes));
  expect(Object.entries(paths).filter(([, count]) => count < 3)).toEqual([]);
});

/** A source fails at the page that has the record. */
function paged({ rows, failsAt }: Source, pageSize: number): Source {
  if (failsAt === undefined) return { rows };
  const pages = Math.max(1, Math.ceil(rows.length / pageSize));
  const page = Math.floor(failsAt / pageSize);
  return page < pages && failsAt < rows.length ? { rows, failsAt: page * pageSize } : { rows };
}
