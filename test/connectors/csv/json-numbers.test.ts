import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exactText, parseExactJson } from '../../../connectors/csv/json-numbers.ts';
import { readText } from '../../support/read-text.ts';

const valueOf = (number: string): string =>
  exactText((parseExactJson(`{"a":[{"b":${number}}]}`) as { a: { b: unknown }[] }).a[0]?.b);

test.each([
  ['5123456789123456789', '5123456789123456789'],
  ['-5123456789123456789', '-5123456789123456789'],
  ['9007199254740993', '9007199254740993'],
  ['1e3', '1000'],
  ['1E+3', '1000'],
  ['12.5e-1', '1.25'],
  ['1.0', '1'],
  ['1.50', '1.5'],
  ['-0', '0'],
  ['-0.0', '0'],
  ['0.0000001', '0.0000001'],
  ['1e-7', '0.0000001'],
  ['123456789012345678.123456', '123456789012345678.123456'],
  ['0.1234567890123456789', '0.1234567890123456789'],
  ['1e22', '10000000000000000000000'],
  ['123456.78e2', '12345678'],
  ['1e9999', '1e9999'],
])('%s is read as %s', (number, text) => {
  expect(valueOf(number)).toBe(text);
});

test('a number with a fraction or an exponent keeps every digit', () => {
  const digits = fc.stringMatching(/^(0|[1-9]\d{0,24})$/);
  const fraction = fc.stringMatching(/^\d{0,20}$/);
  fc.assert(
    fc.property(digits, fraction, fc.integer({ min: -30, max: 30 }), (whole, part, exponent) => {
      const number = `${whole}${part === '' ? '' : `.${part}`}e${exponent}`;
      const text = valueOf(number);
      expect(text).toMatch(/^\d+(\.\d*[1-9])?$/);
      // The same value as integers: digits × 10^(exponent − places).
      const [left = '', right = ''] = text.split('.');
      const seen = BigInt(left + right) * 10n ** BigInt(60 - right.length);
      const given = BigInt(whole + part) * 10n ** BigInt(60 - part.length + exponent);
      expect(seen).toBe(given);
    }),
  );
});

test('ids of 64 bits are different facts, also in a path and inside of text ids', async () => {
  const line = (id: string) =>
    `{"order":{"id":${id}},"at":"2026-03-01","q":1.0,"p":1e1,"note":"1e5 of 1234567890123456789"}`;
  const ids = ['5123456789012345678', '5123456789012345679', '5123456789012345680'];
  const { facts } = await readText(
    { 's.jsonl': ids.map(line).join('\n') },
    {
      columns: {
        id: ['order.id', 'q'],
        occurredAt: 'at',
        orderId: 'order.id',
        quantity: 'q',
        unitPrice: 'p',
        product: 'note',
      },
    },
  );
  expect(facts).toMatchObject(
    ids.map((id) => ({
      id: `${id}/1`,
      orderId: id,
      quantity: '1',
      gross: '10',
      product: '1e5 of 1234567890123456789',
    })),
  );
});

test('an exact number that a dead letter keeps has all its digits', async () => {
  const { rejects } = await readText(
    { 's.jsonl': '{"id":5123456789012345678,"t":"x","q":1,"p":2,"prod":"A"}' },
    {},
  );
  expect(rejects[0]?.raw).toContain('"id":5123456789012345678');
});
