import { expect, test } from 'vitest';
import { checkMetric } from '../../pipeline/config/metric-checks.ts';
import { provisionalDays } from '../../pipeline/attainment/provisional.ts';
import { metricSchema, type Metric } from '../../schemas/metric.ts';
import { dimensionsOfMetric } from '../../schemas/metrics/parts-of.ts';
import { metrics } from '../../schemas/metrics/registry.ts';

function metric(id: string): Metric {
  const found = metrics.get(id);
  if (found === undefined) throw new Error(`no metric ${id}`);
  return found;
}

test('every built-in metric passes its own checks', () => {
  for (const each of metrics.values()) {
    expect(metricSchema.parse(each)).toEqual(each);
    const written = each.parts.map(({ id }) => id !== 'visitor_days');
    expect([each.id, checkMetric(each, metrics, written)]).toEqual([each.id, []]);
  }
});

test('a part has one definition, whatever metric it is in', () => {
  const seen = new Map<string, string>();
  for (const { parts } of metrics.values()) {
    for (const part of parts) {
      const text = JSON.stringify(part);
      expect([part.id, seen.get(part.id) ?? text]).toEqual([part.id, text]);
      seen.set(part.id, text);
    }
  }
});

test('what kpi.md asks for is there, in both languages', () => {
  const asked =
    'gross_sales discounts net_sales total_sales orders units sessions visitors aov conversion_rate orders_per_session add_to_cart_rate checkout_rate new_customers returning_customer_share repeat_purchase_rate csat nps review_rating on_time_delivery_rate on_time_delivery_rate_by_time delivery_lead_time_p50 delivery_lead_time_p90 return_rate return_rate_by_return_date refund_rate delivery_error_rate';
  for (const id of asked.split(' ')) {
    expect([id, Object.values(metric(id).title).every((title) => title !== '')]).toEqual([
      id,
      true,
    ]);
  }
});

test('goals on a metric of two fact types are scoped by what both have', () => {
  expect(dimensionsOfMetric(metric('orders_per_session'))).toEqual([
    'shop',
    'channel',
    'campaign',
    'country',
    'device',
    'location',
  ]);
  const narrowed = { ...metric('net_sales'), dimensions: ['country' as const] };
  expect(dimensionsOfMetric(narrowed)).toEqual(['country']);
});

test.each([
  ['net_sales', '2024-06-15', {}],
  ['return_rate', '2023-12-31', {}],
  ['return_rate', '2024-01-10', { since: '2024-01-01', until: '2025-03-01' }],
  ['return_rate', '2024-06-15', { since: '2024-04-17', until: '2025-03-01' }],
  ['return_rate', '2025-02-28', { since: '2024-12-31', until: '2025-03-01' }],
  ['return_rate', '2025-03-01', {}],
  ['conversion_rate', '2024-06-15', { since: '2024-06-13', until: '2025-01-03' }],
])('%s on %s is provisional from %o', (id, today, expected) => {
  const window = { start: '2024-01-01', end: '2024-12-31' };
  const { provisional = {} } = provisionalDays(metric(id), window, today);
  expect(provisional).toEqual(expected);
});
