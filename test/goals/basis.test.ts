import { expect, test } from 'vitest';
import { basisOf, basisProblems, renewedBasis } from '../../pipeline/goals/basis.ts';
import type { Metric } from '../../schemas/metric.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { underRules } from '../../schemas/metrics/under-rules.ts';

const net = metrics.get('net_sales') as Metric;
const gross = metrics.get('gross_sales') as Metric;
const mine: Metric = { ...net, id: 'mine', version: 1 };

function grounds(own: readonly Metric[], timezone = 'Europe/Copenhagen', currency = 'DKK') {
  const all = new Map([...metrics, ...own.map((metric) => [metric.id, metric] as const)]);
  return basisOf({ config: { business: { timezone, currency } }, metrics: all });
}

const known = grounds([mine]);
const said = (now: ReturnType<typeof grounds>) =>
  basisProblems(known, now, '.goalstream').map(({ path, mend }) => [path, mend.slice(0, 24)]);

test('the same basis is no problem, and nothing to keep', () => {
  expect(said(grounds([mine]))).toEqual([]);
  expect(renewedBasis(known, grounds([mine]))).toBeUndefined();
  expect(renewedBasis(undefined, known)).toEqual(known);
});

test('words and rules of the project are none of a definition', () => {
  const worded = { ...mine, description: 'other words', title: { en: 'A', da: 'B' } };
  expect(said(grounds([worded]))).toEqual([]);
  const rules = { timezone: 'UTC', orders: 'all', customers: [] } as const;
  const ruled = underRules(new Map([['mine', mine]]), rules).get('mine') as Metric;
  expect(said(grounds([ruled]))).toEqual([]);
});

test('another definition takes a higher version', () => {
  const other = { ...mine, parts: gross.parts };
  expect(said(grounds([other]))).toEqual([['mine', 'write version: 2, or the']]);
  expect(said(grounds([{ ...other, version: 2 }]))).toEqual([]);
});

test('a metric that was taken out is known when it comes back', () => {
  const without = renewedBasis(known, grounds([]));
  expect(without).toBeUndefined();
  const more = renewedBasis(known, grounds([{ ...gross, id: 'more' }]));
  expect(Object.keys(more?.metrics ?? {}).toSorted()).toEqual(['mine', 'more']);
});

test('the business keeps its time zone and currency', () => {
  expect(said(grounds([mine], 'America/Chicago'))).toEqual([
    ['business.timezone', 'write Europe/Copenhagen '],
  ]);
  expect(said(grounds([mine], 'Europe/Copenhagen', 'SEK'))).toEqual([
    ['business.currency', 'write DKK again; or begi'],
  ]);
});
