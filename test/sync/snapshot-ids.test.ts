import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openSnapshotIndex } from '../../pipeline/sync/snapshot-index.ts';

/** Ids that a source has twice get #2, #3 and so on; a source may have such ids of its own. */
const record = fc.record({
  id: fc.constantFrom('a', 'a#2', 'a#2#2', 'a#3', 'b', 'b#2'),
  content: fc.integer({ min: 0, max: 3 }),
});
type Content = (typeof record extends fc.Arbitrary<infer R> ? R : never) & { readonly id: string };

const textOf = ({ id, content }: Content): string => `${id}: ${content}`;

test('after each snapshot exactly its records stand, whatever ids they have', () => {
  const snapshots = fc.array(fc.array(record, { maxLength: 7 }), { minLength: 1, maxLength: 5 });
  let doubled = 0;
  fc.assert(
    fc.property(snapshots, (list) => {
      const index = openSnapshotIndex(':memory:');
      const standing = new Map<
        string,
        { readonly version: number; readonly text: string | undefined }
      >();
      const append = (id: string, version: number, text?: string): void => {
        expect(version).toBeGreaterThan(standing.get(id)?.version ?? -1);
        standing.set(id, { version, text });
      };
      list.forEach((records, n) => {
        const snapshot = { scope: 'files', generation: n + 1, last: true };
        const stream = index.open('shop', 'sales');
        const { batch } = stream.batch(() =>
          records.forEach((each, position) => {
            const claimed = stream.claim(snapshot, { id: each.id, position, hash: textOf(each) });
            if (claimed !== undefined) append(claimed.id, claimed.version, textOf(each));
          }),
        );
        stream.confirm(batch, []);
        const gone = stream.batch(() => stream.stale(snapshot, '', 100));
        for (const { id, version } of gone.result) append(id, version);
        stream.confirm(gone.batch, gone.result);
        stream.close();
        const texts = [...standing.values()].flatMap(({ text }) => text ?? []);
        expect(texts.toSorted()).toEqual(records.map(textOf).toSorted());
        if (new Set(records.map(({ id }) => id)).size < records.length) doubled += 1;
      });
      index.close();
    }),
    { numRuns: 100 },
  );
  expect(doubled).toBeGreaterThan(20);
});

test('a snapshot without a scope is refused: that is where deleted ids are kept', () => {
  const index = openSnapshotIndex(':memory:');
  const stream = index.open('shop', 'sales');
  const snapshot = { scope: '', generation: 1, last: true };
  const claim = () => stream.claim(snapshot, { id: 'a', position: 0, hash: 'a' });
  expect(() => stream.batch(claim)).toThrow('without a scope');
  index.close();
});
