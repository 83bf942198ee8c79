import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { Decoder } from '../../pipeline/processor/decode.ts';
import { FactReader } from '../../pipeline/processor/fact-reader.ts';
import { fieldNames } from '../../pipeline/processor/fact-values.ts';
import { TextBytes } from '../../pipeline/processor/text-bytes.ts';
import type { StoredRecord } from '../../pipeline/log/log.ts';
import { FACT_TYPES, factSchemas, type FactType } from '../../schemas/facts.ts';
import { wholeFactsOf } from '../support/schema-facts.ts';

const sale = {
  source: 'shop',
  stream: 'sale',
  id: '1',
  version: 3,
  occurredAt: 0,
  observedAt: 0,
  day: '2024-02-29',
  kind: 'line',
  orderId: 'o1',
  quantity: '1',
  currency: 'DKK',
};

function record(value: unknown, headers: Record<string, string> = {}) {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return { key: '', value: text, headers, partition: 0, offset: 7, timestamp: 0 };
}

/** The reason, or what stands for the message with its fact, if it is one. */
function decode(stored: StoredRecord, type: FactType = 'sale') {
  const decoder = decoders[type];
  const decoded = decoder.decode(stored);
  if ('reason' in decoded || decoded.values === undefined) return decoded;
  const { values } = decoded;
  const entries = fieldNames(type).map((name, place) => [name, textOf(values[place])] as const);
  return {
    ...decoded,
    message: Object.fromEntries(entries.filter(([, value]) => value !== undefined)),
  };
}

const decoders = Object.fromEntries(
  FACT_TYPES.map((type) => [type, new Decoder(type)]),
) as Readonly<Record<FactType, Decoder>>;

/** A text that is only copied is a place in the message. */
function textOf(value: unknown): unknown {
  return value instanceof TextBytes ? value.toString() : value;
}

const MISSING = Symbol('missing');
const wrong = fc.constantFrom<unknown>(
  null,
  '',
  7,
  -1,
  1.5,
  true,
  'x'.repeat(600),
  [],
  {},
  '1e5',
  '2023-02-29',
);

/** Messages of a type: each field is right, or now and then missing or something else. */
function messagesOf(type: FactType): fc.Arbitrary<object> {
  const names = Object.keys(factSchemas[type].shape);
  const change = fc.oneof(
    { weight: 2, arbitrary: fc.constant<unknown>(MISSING) },
    { weight: 1, arbitrary: wrong },
  );
  const changes = fc.oneof(
    fc.constant([]),
    fc.array(fc.tuple(fc.constantFrom(...names, 'surprise'), change), { maxLength: 3 }),
  );
  return fc.tuple(wholeFactsOf(type), changes).map(([fact, some]) => {
    const entries = Object.entries({ ...fact, ...Object.fromEntries(some) });
    return Object.fromEntries(entries.filter(([, value]) => value !== MISSING));
  });
}

const RUNS = 300;
/** The least part of the messages that each way of reading must get, or the test sees too little. */
const LEAST = 0.1;

test.each(FACT_TYPES)('a %s is taken or refused exactly as its whole schema says', (type) => {
  const read = vi.spyOn(FactReader.prototype, 'read');
  const ways = { fast: 0, slow: 0, refused: 0 };
  try {
    fc.assert(
      fc.property(messagesOf(type), (written) => {
        const json = JSON.parse(JSON.stringify(written)) as object;
        const whole = factSchemas[type].safeParse(json);
        const decoded = decode(record(json), type);
        expect('message' in decoded ? decoded.message : undefined).toEqual(whole.data);
        const fast = read.mock.results.at(-1)?.value !== undefined;
        ways[fast ? 'fast' : whole.success ? 'slow' : 'refused'] += 1;
      }),
      { numRuns: RUNS },
    );
  } finally {
    read.mockRestore();
  }
  for (const [way, count] of Object.entries(ways)) {
    expect([way, count > RUNS * LEAST]).toEqual([way, true]);
  }
});

test('half of a character refuses a fact as its id, and is U+FFFD in other texts', () => {
  for (const [field, value] of [
    ['id', '\uD83C'],
    ['source', 'a\uDFAF'],
    ['orderId', '\uDFAF\uD83C'],
  ] as const) {
    expect(decode(record({ ...sale, [field]: value }))).toMatchObject({
      reason: expect.stringContaining(field),
    });
  }
  const cut = {
    ...sale,
    product: 'a\uD83C',
    lastTouch: { channel: '\uDFAF' },
    touches: [{ campaign: '\uD83C' }],
  };
  expect(decode(record(cut))).toHaveProperty('message', {
    ...sale,
    product: 'a\uFFFD',
    lastTouch: { channel: '\uFFFD' },
    touches: [{ campaign: '\uFFFD' }],
  });
  expect(decode(record({ ...sale, id: '🎯' }))).toHaveProperty('message.id', '🎯');
});

test.each([
  ['{', 'the message is not a JSON object'],
  ['7', 'the message is not a JSON object'],
  [{ ...sale, day: 'yesterday' }, /^day: /],
  [
    { ...sale, quantity: '1,5' },
    'quantity: is not a plain decimal of at most 12 digits and 6 places',
  ],
  [{ ...sale, currency: undefined }, /^currency: /],
])('%j is refused with its reason', (value, reason) => {
  const result = decode(record(value));
  expect('reason' in result ? result.reason : 'taken').toMatch(reason);
});

test('a newer minor version is read, another major one is not', () => {
  expect(decode(record(sale, { schema: '1.9' }))).toHaveProperty('message');
  expect(decode(record(sale, { schema: '2.0' }))).toHaveProperty('reason');
});

test('a deletion needs an identity and a version only', () => {
  const { source, stream, id, version } = sale;
  const result = decode(record({ source, stream, id, version, deleted: true }));
  expect(result).toMatchObject({ standing: { version: 3, deleted: true } });
});

test('a message that says it is another fact is refused', () => {
  expect(decode(record(sale, { fact: 'sale' }))).toHaveProperty('message');
  expect(decode(record(sale, { fact: 'traffic' }))).toMatchObject({
    reason: 'a traffic in the topic of sale facts',
  });
});
