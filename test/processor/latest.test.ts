import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByIdentity } from '../../pipeline/processor/by-identity.ts';
import { compareStanding, learn, rankOf, type Known } from '../../pipeline/processor/latest.ts';

/** Digests that a rank tells apart differ in their highest bits. */
const standing = fc.record({
  version: fc.oneof(
    fc.integer({ min: 0, max: 3 }),
    fc.integer({ min: 2 ** 21 - 2, max: 2 ** 21 + 2 }),
    fc.constantFrom(Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER),
  ),
  deleted: fc.boolean(),
  digest: fc.constantFrom(0, 2 ** 22, 2 ** 31, 2 ** 32 - 2 ** 22),
});

function rank(of: Parameters<typeof rankOf>[0]): bigint {
  const { low, high } = rankOf(of);
  return (BigInt(high) << 32n) | BigInt(low);
}

test('ranks are in the order of standings, and the version can be read from one', () => {
  fc.assert(
    fc.property(standing, standing, (a, b) => {
      const difference = rank(a) - rank(b);
      expect(Math.sign(Number(difference))).toBe(Math.sign(compareStanding(a, b)));
      expect(Number(rank(a) >> 11n)).toBe(a.version);
    }),
    { numRuns: 2000 },
  );
});

test('what is known of a fact is every day and its newest version, in any order', () => {
  const learnt = fc.record({ standing, day: fc.constantFrom('2024-01-01', '2024-01-02') });
  fc.assert(
    fc.property(fc.array(learnt, { minLength: 1 }), (list) => {
      let known: Known | undefined;
      for (const { day, standing: of } of list) known = learn(known, day, of);
      expect(known?.days).toEqual(new Set(list.map(({ day }) => day)));
      const newest = list
        .map(({ standing: of }) => of)
        .toSorted(compareStanding)
        .at(-1);
      expect(known?.standing).toEqual(newest);
    }),
  );
});

test('facts of another source or stream with the same id are other facts', () => {
  const kept = new ByIdentity<string>();
  const sources = ['a', 'b'].flatMap((source) =>
    ['a', 'b'].map((stream) => ({ source, stream, id: '1' })),
  );
  for (const of of sources) kept.set(of, `${of.source} of ${of.stream}`);
  for (const of of sources) expect(kept.get(of)).toBe(`${of.source} of ${of.stream}`);
  expect([...kept.entries()].map(([identity]) => identity)).toEqual(sources);
});
