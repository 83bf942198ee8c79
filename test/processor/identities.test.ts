import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Identities } from '../../pipeline/processor/identities.ts';
import { TextBytes } from '../../pipeline/processor/text-bytes.ts';

const names = fc.constantFrom('a', 'b');
const ids = fc.oneof(
  fc.constantFrom('1', '12', 'ø', '🎯'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
);
const identities = fc.array(fc.record({ source: names, stream: names, id: ids }), {
  maxLength: 200,
});

/** The id as a message has it, between other bytes. */
function inMessage(id: string): TextBytes {
  const buffer = Buffer.from(`x${id}y`);
  return new TextBytes().set(buffer, 1, buffer.length - 1);
}

test('the newest of each identity is found, whether its id is a text or bytes', () => {
  fc.assert(
    fc.property(identities, fc.boolean(), (list, asBytes) => {
      const found = new Identities(list.length);
      const newest = new Map<string, number>();
      for (const { source, stream, id } of list) {
        const key = `${source} ${stream} ${id}`;
        const number = found.push({ source, stream, id: asBytes ? inMessage(id) : id });
        expect(found.newest()).toBe(newest.get(key));
        found.settle();
        newest.set(key, number);
      }
      list.forEach((identity, number) => {
        const { source, stream, id } = identity;
        expect(found.find(identity)).toBe(newest.get(`${source} ${stream} ${id}`));
        expect(found.stream(number)).toMatchObject({ source, stream });
        expect(found.ids.text(number)).toBe(id);
      });
      const lines = found.ids.lines(list.map((_, number) => number));
      expect(lines.toString()).toBe(list.map(({ id }) => id).join('\n'));
      expect(found.find({ source: 'c', stream: 'a', id: '1' })).toBeUndefined();
    }),
  );
});

test('pieces have all ids in their order, and no more ids and bytes than asked for', () => {
  const sizes = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }));
  fc.assert(
    fc.property(
      sizes,
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 60 }),
      (list, most, bytes) => {
        const found = new Identities(list.length);
        for (const id of list) found.push({ source: 's', stream: 't', id });
        const numbers = list.map((_, number) => number);
        const pieces = [...found.ids.pieces(numbers, most, bytes)].map(String);
        expect(pieces.flatMap((piece) => piece.split('\n'))).toEqual(list);
        for (const piece of pieces) {
          const { length } = piece.split('\n');
          expect(length === 1 || Buffer.byteLength(piece) < bytes).toBe(true);
          expect(length).toBeLessThanOrEqual(most);
        }
      },
    ),
  );
});
