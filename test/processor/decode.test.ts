import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Decoder } from '../../pipeline/processor/decode.ts';
import { fieldNames } from '../../pipeline/processor/fact-values.ts';
import type { StoredRecord } from '../../pipeline/log/log.ts';
import { factSchemas } from '../../schemas/facts.ts';

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

const decoder = new Decoder('sale');

/** The reason, or what stands for the message with its fact, if it is one. */
function decode(stored: StoredRecord) {
  const decoded = decoder.decode(stored);
  if ('reason' in decoded || decoded.values === undefined) return decoded;
  const { values } = decoded;
  const entries = fieldNames('sale').map((name, place) => [name, values[place]] as const);
  return {
    ...decoded,
    message: Object.fromEntries(entries.filter(([, value]) => value !== undefined)),
  };
}

/** Each field: missing, right or wrong. */
const field = (right: unknown, wrong: unknown) => fc.constantFrom(undefined, right, wrong, null);

test('a message is taken or refused exactly as its whole schema says', () => {
  const message = fc.record({
    id: field('1', ''),
    day: field('2024-02-29', '2023-02-29'),
    quantity: field('1.5', '1e5'),
    country: field('DK', 7),
    customer: field('c', 'c'.repeat(200)),
    firstOrder: field(true, 'yes'),
    lastTouch: field({ channel: 'Email' }, 'Email'),
    surprise: field('kept out', 1),
  });
  fc.assert(
    fc.property(message, (fields) => {
      const json = JSON.parse(JSON.stringify({ ...sale, ...fields })) as object;
      const whole = factSchemas.sale.safeParse(json);
      const decoded = decode(record(json));
      expect('message' in decoded ? decoded.message : undefined).toEqual(whole.data);
    }),
    { numRuns: 500 },
  );
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
