import fc from 'fast-check';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tokens } from '../../pipeline/store/engine/tokens.ts';
import { type FreshStore, testEngine, type TestEngine } from '../support/engine.ts';
import { Asking } from './asking.ts';
import { statements } from './random-statements.ts';
import { tryRandom } from './try-random.ts';

const RUNS = Number(process.env['TEST_RUNS'] ?? 3_000);
const CANARY = 'canary-8f1d';

let engine: TestEngine;
let fresh: FreshStore;
let dir: string;

beforeAll(async () => {
  engine = await testEngine();
  fresh = await engine.fresh();
  dir = await mkdtemp(join(tmpdir(), 'goalstream-bi-'));
  await writeFile(join(dir, 'secret'), CANARY);
  await fresh.store.command('CREATE TABLE secret (s String) ENGINE = MergeTree ORDER BY s');
  await fresh.store.command(`INSERT INTO secret VALUES ('${CANARY}')`);
});
afterAll(async () => {
  await engine.stop();
  await rm(dir, { recursive: true, force: true });
});

it('the BI port lets nothing through of many statements made at random', async () => {
  const out = join(dir, 'out');
  const filled = (text: string): string =>
    text
      .replaceAll('{file}', join(dir, 'secret'))
      .replaceAll('{out}', out)
      .replaceAll('{db}', fresh.database);
  const seen = await tryRandom(new Asking(engine), filled, { runs: RUNS, canary: CANARY, out });
  console.log(`of ${RUNS} statements ${seen.dangerous} were dangerous, ${seen.answered} answered`);
  expect(seen.dangerous).toBeGreaterThan(RUNS / 50);
  expect(seen.answered).toBeGreaterThan(RUNS / 50);
});

interface Place {
  readonly begin: string;
  readonly end: string;
  readonly type: string;
}

it('words, strings and quoted names lie where the engine sees them', async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(statements, async (statement) => {
      const [row] = await fresh.store.query<{ places: Place[] }>(
        "SELECT arrayMap(token -> map('begin', toString(token.begin), 'end', toString(token.end), 'type', toString(token.type)), tokenizeQuery({sql:String})) AS places",
        { sql: statement },
      );
      const places = row?.places ?? [];
      const broken = places.findIndex(({ type }) => type.startsWith('Error'));
      const until = broken === -1 ? Infinity : Number(places[broken]?.begin);
      const theirs = places
        .filter(({ type }) => ['BareWord', 'StringLiteral', 'QuotedIdentifier'].includes(type))
        .map(({ begin, end }) => `${begin}-${end}`);
      const own = [...tokens(statement)].map((token) => ({
        ...token,
        begin: Buffer.byteLength(statement.slice(0, token.start)),
        stop: Buffer.byteLength(statement.slice(0, token.end)),
      }));
      // What only the engine reads as a quote or a space is foreign here, and refused for that.
      const foreign = own.find(({ kind }) => kind === 'foreign')?.begin ?? Infinity;
      const bound = Math.min(until, foreign);
      const mine = own
        .filter(({ kind }) => kind === 'word' || kind === 'string' || kind === 'quoted')
        .filter(({ stop }) => stop <= bound)
        .map(({ begin, stop }) => `${begin}-${stop}`);
      compared += mine.length;
      const within = theirs.filter((place) => Number(place.split('-')[1]) <= bound);
      expect(mine).toEqual(within);
    }),
    { numRuns: RUNS },
  );
  expect(compared).toBeGreaterThan(RUNS);
});
