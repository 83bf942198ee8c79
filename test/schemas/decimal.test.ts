import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDecimals,
  formatDecimal,
  multiplyDecimal,
  parseDecimal,
} from '../../schemas/decimal.ts';

describe('decimals', () => {
  test('what is written can be read again', () => {
    fc.assert(
      fc.property(fc.bigInt(), (micros) => {
        expect(parseDecimal(formatDecimal(micros))).toBe(micros);
      }),
    );
  });

  test.each([
    ['0', 0n],
    ['-0.000001', -1n],
    ['12.5', 12_500_000n],
    ['+3', 3_000_000n],
    ['1.2500000', 1_250_000n],
  ])('%s is read exactly', (text, micros) => {
    expect(parseDecimal(text)).toBe(micros);
  });

  test.each(['', '1,5', '1e3', '.5', '5.', 'NaN', ' 1', '0.0000001', '--1'])(
    '%s is refused',
    (text) => {
      expect(parseDecimal(text)).toBeUndefined();
    },
  );

  test('0.1 + 0.2 is 0.3', () => {
    expect(addDecimals('0.1', '0.2')).toBe('0.3');
    expect(addDecimals('0.1', '0.2', -1)).toBe('-0.1');
  });

  test('products are exact or refused', () => {
    expect(multiplyDecimal(3_000_000n, 390_000n)).toBe(1_170_000n);
    expect(multiplyDecimal(1n, 500_000n)).toBeUndefined();
  });
});
