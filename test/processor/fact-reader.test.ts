import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonOf } from '../../pipeline/log/json-value.ts';
import { FactReader } from '../../pipeline/processor/fact-reader.ts';
import { fieldNames } from '../../pipeline/processor/fact-values.ts';
import { TextBytes } from '../../pipeline/processor/text-bytes.ts';
import { FACT_TYPES, factSchemas, type FactType } from '../../schemas/facts.ts';
import { wholeFacts } from '../support/whole-facts.ts';

/** What a reader makes of a message that stands between others; undefined where it leaves it. */
function read(reader: FactReader, type: FactType, message: string): object | undefined {
  const before = 'x'.repeat(message.length % 5);
  const buffer = Buffer.from(`${before}${message}${' '.repeat(FactReader.after)}`);
  const end = before.length + Buffer.byteLength(message);
  const values = reader.read({ buffer, start: before.length, end });
  if (values === undefined) return undefined;
  const entries = fieldNames(type).map((name, place) => [name, textOf(values[place])] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function textOf(value: unknown): unknown {
  return value instanceof TextBytes ? value.toString() : value;
}

test.each(FACT_TYPES)('a %s with every field is read', (type) => {
  const whole = wholeFacts[type];
  expect(read(new FactReader(type), type, JSON.stringify(whole))).toEqual(whole);
});

test('fields in any order are read, and each message anew', () => {
  const reader = new FactReader('sale');
  const { shop, ...less } = wholeFacts.sale;
  const backwards = Object.fromEntries(Object.entries(less).toReversed());
  for (const message of [wholeFacts.sale, backwards, { ...less, shop }, less]) {
    expect(read(reader, 'sale', JSON.stringify(message))).toEqual(message);
  }
});

test('texts of any length and alphabet are read', () => {
  const reader = new FactReader('sale');
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.string({
      unit: fc.constantFrom('a', 'b', 'æ', '🎯', '"', '\\', '\n', '\u007f', '\u0085'),
      maxLength: 12,
    }),
  );
  fc.assert(
    fc.property(texts, texts, (product, campaign) => {
      const message = { ...wholeFacts.sale, product, campaign };
      const text = JSON.stringify(message);
      const found = read(reader, 'sale', text);
      const plain = !text.includes('\\') && !text.includes('\uFFFD');
      expect(found).toEqual(plain && product.length <= 512 ? message : undefined);
    }),
    { numRuns: 1000 },
  );
});

test('a field that is another one in each fact stays right, and so does what comes again', () => {
  const reader = new FactReader('sale');
  for (let n = 0; n < 12_000; n++) {
    const message = {
      ...wholeFacts.sale,
      id: `id-${n}`,
      orderId: `o-${n >> 2}`,
      country: `C${n % 7}`,
    };
    const found = read(reader, 'sale', JSON.stringify(message));
    if (n % 500 > 3) continue;
    expect(found).toEqual(message);
  }
});

test.each([
  ['nothing', ''],
  ['a break in the middle', '{"source":"a","str'],
  ['more after the end', '}'],
  ['a field twice', ',"shop":"b"}'],
  ['a number that JSON does not know', ',"version":01}'],
  ['a comma too many', ',}'],
])('%s is left to the schema', (_, end) => {
  const whole = JSON.stringify(wholeFacts.sale);
  const message = end.startsWith('{') || end === '' ? end : `${whole.slice(0, -1)}${end}`;
  const text = end === '}' ? `${whole}}` : message;
  expect(read(new FactReader('sale'), 'sale', text)).toBeUndefined();
});

test('whatever is cut off or changed in a message, what is read is what JSON and the schema make of it', () => {
  const reader = new FactReader('sale');
  const whole = Buffer.from(JSON.stringify(wholeFacts.sale));
  const change = fc.record({
    at: fc.nat(whole.length - 1),
    byte: fc.integer({ min: 0x20, max: 0x7e }),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 2 }), fc.nat(3), (changes, cut) => {
      const bytes = Buffer.from(whole.subarray(0, whole.length - Math.max(0, cut - 1)));
      for (const { at, byte } of changes) if (at < bytes.length) bytes[at] = byte;
      const text = bytes.toString();
      const found = read(reader, 'sale', text);
      const right = factSchemas.sale.safeParse(jsonOf(text)).data;
      expect([undefined, right]).toContainEqual(found);
    }),
    { numRuns: 2000 },
  );
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

test.each(FACT_TYPES)('a %s is read exactly where its schema takes it unchanged', (type) => {
  const reader = new FactReader(type);
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
      const text = JSON.stringify(message);
      const result = factSchemas[type].safeParse(JSON.parse(text));
      const plain = !text.includes('\\') && isDeepStrictEqual(result.data, message);
      expect(read(reader, type, text)).toEqual(plain ? message : undefined);
    }),
    { numRuns: 1000 },
  );
});
