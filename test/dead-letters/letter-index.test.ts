import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolutionRecord } from '../../pipeline/dead-letters/entry.ts';
import { LetterIndex } from '../../pipeline/dead-letters/letter-index.ts';
import { Offsets } from '../../pipeline/dead-letters/offsets.ts';
import type { Log, LogRecord, StoredRecord } from '../../pipeline/log/log.ts';
import { deadLetter, letterRecord } from '../../pipeline/processor/dead-letter.ts';

function letter(place: number, at: number): LogRecord {
  const record = { key: `k${place}`, value: '{}', partition: 0, offset: place, timestamp: 0 };
  return letterRecord(deadLetter('facts.sale', record, `reason ${at}`, at));
}

const keyOf = (place: number): string => letter(place, 0).key;

/** What was appended to the topic, in order: letters of three places, resolutions of two, a stranger. */
const APPENDED: readonly LogRecord[] = [
  letter(1, 10),
  letter(2, 11),
  resolutionRecord(keyOf(1), { resolves: '0@0', at: 12 }),
  letter(1, 13),
  { key: 'z', value: 'no letter' },
  letter(3, 14),
  letter(2, 15),
  resolutionRecord(keyOf(3), { resolves: '0@5', at: 16 }),
  resolutionRecord(keyOf(1), { resolves: '0@0', at: 17 }),
];

/** A topic whose records, named by where they were appended, stand where they were moved to. */
function logOf(order: readonly number[]): Log {
  const records = order.map((first, offset): StoredRecord => {
    const record = APPENDED[first] ?? { key: '', value: null };
    const moved = first === offset ? {} : { firstOffset: first };
    return { ...record, ...moved, partition: 0, offset, timestamp: 0 };
  });
  return {
    lag: async () => [{ topic: '', partition: 0, end: records.length, committed: 0 }],
    read: async function* () {
      yield records;
    },
  } as unknown as Log;
}

async function told(order: readonly number[]) {
  const index = new LetterIndex(logOf(order));
  await index.update();
  const states = [...index.states].map(([key, { newest, ...state }]) => {
    return [key, { ...state, newest: order[newest] }] as const;
  });
  return { open: index.open, unreadable: index.unreadable, states: new Map(states) };
}

test('in whatever order records come, and however often, the letters are the same', async () => {
  const places = APPENDED.map((_, place) => place);
  const expected = await told(places);
  expect(expected).toMatchObject({ open: 1, unreadable: 1 });
  expect(expected.states.get(keyOf(1))).toMatchObject({ first: 0, times: 2, replayedAt: 12 });
  const orders = fc
    .array(fc.constantFrom(...places), { maxLength: 12 })
    .chain((again) =>
      fc.shuffledSubarray([...places, ...again], { minLength: places.length + again.length }),
    );
  await fc.assert(
    fc.asyncProperty(orders, async (order) => {
      expect(await told(order)).toEqual(expected);
    }),
  );
});

test('a set of offsets knows what is in it', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30)), (offsets) => {
      const set = new Offsets();
      const known = new Set<number>();
      for (const offset of offsets) {
        expect(set.add(offset)).toBe(!known.has(offset));
        known.add(offset);
      }
    }),
  );
});
