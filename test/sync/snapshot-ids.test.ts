import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SourceRecord } from '../../connectors/connector.ts';
import { contentOf, deletionMessage, snapshotMessage } from '../../pipeline/sync/encode.ts';
import type { LogRecord } from '../../pipeline/log/log.ts';
import { openSnapshotIndex } from '../../pipeline/sync/snapshot-index.ts';

/** Ids that a source has twice get #2, #3 and so on; a source may have such ids of its own. */
const record = fc.record({
  id: fc.constantFrom('a', 'a#2', 'a#2#2', 'a#3', 'b', 'b#2'),
  content: fc.integer({ min: 0, max: 3 }),
});
const ORIGIN = {
  source: 'shop',
  stream: { name: 'sales', fact: 'sale' },
  observedAt: 7,
  headers: {},
} as const;

interface Message {
  readonly id: string;
  readonly version: number;
  readonly deleted?: true;
  readonly line?: string;
}

test('after each snapshot exactly its records stand, whatever ids they have', () => {
  const snapshots = fc.array(fc.array(record, { maxLength: 7 }), { minLength: 1, maxLength: 5 });
  let doubled = 0;
  fc.assert(
    fc.property(snapshots, (list) => {
      const index = openSnapshotIndex(':memory:');
      const standing = new Map<string, Message>();
      const append = ({ key, value }: LogRecord): void => {
        const message = JSON.parse(value ?? '') as Message;
        expect(key).toBe(`shop/sales/${message.id}`);
        expect(message).toMatchObject({ source: 'shop', stream: 'sales' });
        expect(message.version).toBeGreaterThan(standing.get(message.id)?.version ?? -1);
        standing.set(message.id, message);
      };
      list.forEach((records, n) => {
        const snapshot = { scope: 'files', generation: n + 1, last: true };
        const stream = index.open('shop', 'sales');
        const { batch } = stream.batch(() => {
          const set = stream.reading(snapshot);
          records.forEach((each, position) => {
            const line = `${each.id}: ${each.content}`;
            const fact = { id: each.id, line };
            const source = { fact } as unknown as SourceRecord;
            const { body, hash } = contentOf(source);
            const claimed = stream.claim(set, { id: each.id, position, hash });
            if (claimed !== undefined) append(snapshotMessage(source, body, claimed, ORIGIN));
          });
        });
        stream.confirm(batch, { deleted: [], letters: [], ended: [] });
        const gone = stream.batch(() => stream.stale(snapshot, '', 100));
        for (const each of gone.result) append(deletionMessage(each, ORIGIN));
        stream.confirm(gone.batch, { deleted: gone.result, letters: [], ended: [] });
        stream.close();
        const lines = [...standing.values()].flatMap(({ line }) => line ?? []);
        const expected = records.map(({ id, content }) => `${id}: ${content}`);
        expect(lines.toSorted()).toEqual(expected.toSorted());
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
  expect(() => stream.batch(() => stream.reading(snapshot))).toThrow('without a scope');
  index.close();
});
