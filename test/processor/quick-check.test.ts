import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quickCheck } from '../../pipeline/processor/quick-check.ts';
import { FACT_TYPES, factSchemas } from '../../schemas/facts.ts';
import { wholeFacts } from '../support/whole-facts.ts';

test.each(FACT_TYPES)('a %s with every field is known to be valid without its schema', (type) => {
  expect(quickCheck(type, wholeFacts[type])).toBe(true);
});

/** What may stand in a field, right or wrong, chosen for the edges of the schemas. */
const texts = ['', 'a', 'a\nb', '🎯', '1', '-1.000001', '1.0000001', '1234567890123', '+1', '1e5'];
const lengths = [128, 129, 512, 513].map((length) => 'x'.repeat(length));
const codes = ['DKK', 'dkk', 'line', 'nps'];
const days = ['2024-02-29', '2023-02-29', '1970-01-01', '2149-06-06', '2149-06-07'];
const numbers = [0, -1, 1.5, 4_102_444_800_000, 4_102_444_800_001, 2 ** 53];
const others = [true, false, null, [], {}, { at: 1 }, { at: -1 }, { channel: 7 }, { surprise: 1 }];
const lists = [
  [{}],
  [{ channel: 'a' }, { at: 1.5 }],
  Array.from({ length: 32 }, () => ({ at: 1 })),
  Array.from({ length: 33 }, () => ({})),
];
const value = fc.constantFrom<unknown>(
  ...texts,
  ...lengths,
  ...codes,
  ...days,
  ...numbers,
  ...others,
  ...lists,
);

test.each(FACT_TYPES)('what is known of a %s is what its schema says', (type) => {
  const fields = Object.keys(factSchemas[type].shape);
  const changes = fc.array(fc.tuple(fc.constantFrom(...fields, 'surprise'), value), {
    maxLength: 2,
  });
  const missing = fc.constantFrom(undefined, ...fields);
  fc.assert(
    fc.property(changes, missing, (changed, left) => {
      const whole = { ...wholeFacts[type], ...Object.fromEntries(changed) };
      const entries = Object.entries(whole).filter(([name]) => name !== left);
      const message = Object.fromEntries(entries);
      const result = factSchemas[type].safeParse(message);
      const same = isDeepStrictEqual(result.data, message);
      expect(quickCheck(type, message)).toBe(result.success && same);
    }),
    { numRuns: 1000 },
  );
});
