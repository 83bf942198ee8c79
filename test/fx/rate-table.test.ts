import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Conversion } from '../../pipeline/fx/conversion.ts';
import { ONE, RateTable } from '../../pipeline/fx/rate-table.ts';

const SEK = { currency: 'SEK', day: '2024-01-05', rate: '11.1985' };
const DKK = { currency: 'DKK', day: '2024-01-05', rate: '7.4592' };

test('a cross rate goes through the euro, rounded half to even at the ninth place', () => {
  const table = new RateTable([SEK, DKK]);
  // 7.4592 ÷ 11.1985 = 0.66608920837…
  expect(table.factor('SEK', 'DKK', '2024-01-05')).toBe(666_089_208n);
  expect(table.factor('SEK', 'EUR', '2024-01-05')).toBe(89_297_674n);
  expect(table.factor('EUR', 'DKK', '2024-01-05')).toBe(7_459_200_000n);
  expect(table.factor('DKK', 'DKK', '1999-01-01')).toBe(ONE);
});

test('a tie goes to the even digit', () => {
  const tie = (rate: string) =>
    new RateTable([
      { ...SEK, rate: '2000' },
      { ...DKK, rate },
    ]).factor('SEK', 'DKK', SEK.day);
  expect(tie('0.000001')).toBe(undefined); // 0.5 billionths is 0
  expect(tie('0.000003')).toBe(2n); // 1.5
  expect(tie('0.000005')).toBe(2n); // 2.5
});

test('a cross rate is the nearest billionth to the exact quotient', () => {
  const rate = fc.bigInt(1n, 99_999_999_999n); // up to 99,999.999999
  const text = (micros: bigint) =>
    `${micros / 1_000_000n}.${String(micros % 1_000_000n).padStart(6, '0')}`;
  fc.assert(
    fc.property(rate, rate, (from, to) => {
      const table = new RateTable([
        { ...SEK, rate: text(from) },
        { ...DKK, rate: text(to) },
      ]);
      const factor = table.factor('SEK', 'DKK', SEK.day);
      const isOutside = 2n * to * ONE <= from || to >= from * 999_999_999n;
      const error = (factor ?? 0n) * from - to * ONE;
      const twice = 2n * (error < 0n ? -error : error);
      const isNearest = twice < from || (twice === from && (factor ?? 0n) % 2n === 0n);
      expect(factor === undefined ? isOutside : isNearest).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('a weekend and a holiday take the last rate before, for seven days', () => {
  const table = new RateTable([
    { ...SEK, day: '2024-03-28' },
    { ...DKK, day: '2024-03-28' },
  ]);
  const factor = (day: string) => table.factor('SEK', 'DKK', day);
  expect(factor('2024-03-27')).toBeUndefined();
  for (const day of ['2024-03-28', '2024-03-31', '2024-04-01', '2024-04-04']) {
    expect(factor(day)).toBe(666_089_208n);
  }
  expect(factor('2024-04-05')).toBeUndefined();
});

test('each side takes its own last rate, and a later entry of a day counts', () => {
  const table = new RateTable([
    SEK,
    { ...SEK, day: '2024-01-04', rate: '1' },
    { ...DKK, day: '2024-01-03' },
    { ...SEK, rate: '11' },
  ]);
  expect(table.factor('SEK', 'DKK', '2024-01-04')).toBe(7_459_200_000n);
  expect(table.factor('SEK', 'DKK', '2024-01-05')).toBe(678_109_091n);
  expect(table.factor('NOK', 'DKK', '2024-01-05')).toBeUndefined();
});

test('a conversion says 0 where a rate is missing', () => {
  const conversion = new Conversion(new RateTable([SEK, DKK]), 'DKK');
  expect(conversion.factor('SEK', '2024-01-06')).toBe(666_089_208n);
  expect(conversion.factor('SEK', '2024-02-06')).toBe(0n);
  expect(conversion.sql([])).toBe('toDecimal64(1, 9)');
});
