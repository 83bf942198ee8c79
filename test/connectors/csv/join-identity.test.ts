import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinIdentity } from '../../../connectors/csv/join-identity.ts';

test.each([
  [['2024-05-01', 'phone'], '/', '2024-05-01/phone'],
  [['01/05/2024', 'phone'], '/', '01/05/2024/phone'],
  [['A', '', '7'], '-', 'A--7'],
  [['A', '7'], '', 'A7'],
  [['', ''], '-', ''],
  [['a\\b'], '/', '\\["a\\\\b"]'],
])('%j by %j is %j', (parts, separator, text) => {
  expect(joinIdentity(parts, separator)).toBe(text);
});

test('different parts never make the same identity', () => {
  const separator = fc.constantFrom('/', '-', '--', ' ', '\\', ',"', '"');
  const part = fc.string({
    unit: fc.constantFrom('1', '/', '-', '\\', '"', ',', '[', ']', ' '),
    maxLength: 4,
  });
  let met = 0;
  fc.assert(
    fc.property(
      separator,
      fc.integer({ min: 1, max: 3 }).chain((n) => {
        const parts = fc.array(part, { minLength: n, maxLength: n });
        return fc.tuple(parts, parts);
      }),
      (by, [a, b]) => {
        if (a.join(by) === b.join(by) && a.join('\0') !== b.join('\0')) met += 1;
        // Also the parts that the first text could be cut into.
        const cuts = a.length === 2 ? cutsOf(a.join(by), by) : [];
        if (cuts.length > 1) met += 1;
        // Without any part there is no identity.
        const all = [a, b, ...cuts].filter((parts) => parts.some((each) => each !== ''));
        const different = new Set(all.map((parts) => JSON.stringify(parts)));
        expect(new Set(all.map((parts) => joinIdentity(parts, by))).size).toBe(different.size);
      },
    ),
    { numRuns: 2000 },
  );
  expect(met).toBeGreaterThan(100);
});

/** Every pair that joined makes the text. */
function cutsOf(text: string, by: string): string[][] {
  const cuts: string[][] = [];
  for (let at = text.indexOf(by); at >= 0; at = text.indexOf(by, at + 1)) {
    cuts.push([text.slice(0, at), text.slice(at + by.length)]);
  }
  return cuts;
}
