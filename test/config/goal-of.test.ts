import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDecimal } from '../../schemas/decimal.ts';
import { goalInputSchema } from '../../schemas/goal-file.ts';
import { goalSchema } from '../../schemas/goals.ts';
import { goalOf } from '../../pipeline/config/goal-of.ts';

const decimal = fc.integer({ min: 1, max: 999_999 }).map((n) => `${n / 100}`);
const day = fc.integer({ min: 10, max: 28 }).map((n) => `2026-10-${n}`);
const every = fc.constantFrom('window', 'quarter', 'month', 'week');
const baseline = fc.oneof(
  decimal.map((value) => ({ kind: 'fixed', value })),
  fc.constantFrom({ kind: 'previous' }, { kind: 'lastYear' }),
  fc.record({ kind: fc.constant('days'), start: day, end: day }),
);
const ownership = fc.record(
  { owner: fc.constantFrom('anna', 'ben'), share: decimal, from: day, to: day },
  { requiredKeys: ['owner', 'share'] },
);
const scope = fc.constantFrom(
  { not: { dimension: 'country', in: ['Denmark'] } },
  {
    any: [
      { dimension: 'channel', prefix: 'Paid' },
      { dimension: 'sku', equals: '1' },
    ],
  },
);
const common = fc.record(
  {
    id: fc.constant('g'),
    title: fc.constant('Goal'),
    metric: fc.constant('net_sales'),
    owners: fc.array(ownership, { minLength: 1, maxLength: 3 }),
    window: fc.record({ start: day, end: day }),
    cadence: fc.constantFrom('daily', 'weekly', 'monthly', 'quarterly'),
    scope,
    parent: fc.constant('p'),
    priority: fc.integer({ min: 0, max: 9 }),
    children: fc.constantFrom('exclusive', 'overlapping'),
    supports: fc.constant('s'),
    weight: decimal,
    company: fc.boolean(),
    touch: fc.constantFrom('first', 'last', 'linear'),
  },
  { requiredKeys: ['id', 'title', 'metric', 'owners', 'window'] },
);
const typed = fc.oneof(
  fc.record({ type: fc.constant('reach'), target: decimal }),
  fc.record({ type: fc.constantFrom('increase', 'decrease'), target: decimal, baseline }),
  fc.record({ type: fc.constant('maintain'), band: fc.record({ min: decimal }), every }),
  fc.record({ type: fc.constant('relative'), change: decimal, baseline, every }),
);

test('a goal with everything worked out is valid as written, and means the same', () => {
  fc.assert(
    fc.property(common, typed, (a, b) => {
      const goal = goalSchema.parse({ ...a, ...b });
      expect(goalOf(goalInputSchema.parse(goal), { fiscalStart: undefined })).toEqual({ goal });
    }),
  );
});

test('a percentage is the exact share', () => {
  fc.assert(
    fc.property(fc.integer({ min: -10_000_000, max: 10_000_000 }), (n) => {
      const digits = String(Math.abs(n)).padStart(5, '0');
      const sign = n < 0 ? '-' : '+';
      const percent = `${sign}${digits.slice(0, -4)}.${digits.slice(-4)} %`;
      const input = goalInputSchema.parse({
        id: 'g',
        title: 'Goal',
        metric: 'net_sales',
        owner: 'anna',
        window: '2026',
        type: 'relative',
        change: percent,
      });
      expect('change' in input && parseDecimal(input.change)).toBe(BigInt(n));
    }),
  );
});
