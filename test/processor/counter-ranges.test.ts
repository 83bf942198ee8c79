import fc from 'fast-check';
import { expect, test } from 'vitest';
import { always } from '../../pipeline/attribution/epoch.ts';
import { isWithin, rangesOf } from '../../pipeline/processor/counter-ranges.ts';
import { countersByPart } from '../../pipeline/processor/counters.ts';
import { recomputeStatements } from '../../pipeline/processor/recompute-sql.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { reach } from '../support/goals.ts';

const ids = fc.uniqueArray(fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/), { maxLength: 30 });
const names = fc.string({ unit: 'grapheme', maxLength: 12 });

test('every name there can be lies in one range, and every counter is in its own', () => {
  fc.assert(
    fc.property(ids, fc.integer({ min: 1, max: 600 }), names, (goals, characters, name) => {
      const counters = countersByPart(always(goals.map((id) => reach({ id }))), metrics);
      const ranges = rangesOf(counters, characters);
      expect(ranges.filter((range) => isWithin(range, name))).toHaveLength(1);
      for (const [part, own] of counters) {
        for (const counter of own) {
          const holding = ranges.filter((range) => range.counters.get(part)?.includes(counter));
          expect(holding).toEqual(ranges.filter((range) => isWithin(range, counter)));
        }
      }
    }),
  );
});

test('a recompute of 10,000 goals with long ids is statements that the engine takes', () => {
  const goals = Array.from({ length: 10_000 }, (_, n) =>
    reach({ id: `${n}`.padStart(64, 'x'), metric: n % 2 === 0 ? 'aov' : 'net_sales' }),
  );
  const counters = countersByPart(always(goals), metrics);
  const statements = recomputeStatements([{ type: 'sale', days: ['2024-01-02'] }], counters);
  expect(statements.length).toBeGreaterThan(1);
  for (const sql of statements) expect(sql.length).toBeLessThan(1_000_000);
  const totals = statements.filter((sql) => sql.includes(`'total/all' AS goal`));
  expect(totals).toHaveLength(1);
});
