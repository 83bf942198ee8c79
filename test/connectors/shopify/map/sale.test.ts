import fc from 'fast-check';
import { expect, test } from 'vitest';
import { salesOf } from '../../../../connectors/shopify/map/sale.ts';
import type { SalesOrder } from '../../../../connectors/shopify/map/whole-order.ts';
import { formatDecimal, parseDecimal } from '../../../../schemas/decimal.ts';
import { saleSchema, type Sale } from '../../../../schemas/facts.ts';
import { agreement, context, sale, salesOrder, visit } from './orders.ts';

function factsOf(order: SalesOrder): Partial<Sale>[] {
  const { records, rejects } = salesOf(order, context);
  expect(rejects).toEqual([]);
  return records.map(({ fact }) => {
    const whole = { ...fact, source: 'shop', stream: 'sales', version: 1, observedAt: 1 };
    expect(saleSchema.safeParse(whole).error).toBeUndefined();
    return fact as Partial<Sale>;
  });
}

const on = (...sales: Parameters<typeof agreement>[1]) =>
  factsOf(salesOrder([agreement('2026-11-01T11:00:00Z', sales)]));

test('a line sold is its price before tax and discount', () => {
  expect(
    on(sale('ORDER', 'PRODUCT', 2, { total: '200.00', tax: '40.00', discount: '38.00' })),
  ).toEqual([
    {
      id: '1001/501',
      occurredAt: Date.parse('2026-11-01T11:00:00Z'),
      day: '2026-11-01',
      orderId: '1001',
      orderName: '#1001',
      line: '31',
      kind: 'line',
      quantity: '2',
      currency: 'DKK',
      gross: '198',
      discount: '38',
      tax: '40',
      shop: 'skovby',
      channel: 'Direct',
      customer: 'key of shopify/skovby.myshopify.com/7',
      firstOrder: true,
      product: 'Stoneware mug',
      productType: 'Tableware',
      vendor: 'Hav & Ler',
      sku: 'KRUS-01',
    },
  ]);
});

test.each([
  ['RETURN', 'PRODUCT', -1, { kind: 'return', quantity: '-1', returned: '80', tax: '-20' }],
  [
    'UPDATE',
    'PRODUCT',
    0,
    { kind: 'edit', quantity: '0', gross: '-85', discount: '-5', tax: '-20' },
  ],
  ['RETURN', 'SHIPPING', 1, { kind: 'shipping', quantity: '0', shipping: '-80', tax: '-20' }],
  ['RETURN', 'ADJUSTMENT', null, { kind: 'return', quantity: '0', returned: '80', tax: '-20' }],
  ['RETURN', 'GIFT_CARD', -1, { kind: 'other', quantity: '0', tax: '-20' }],
  ['RETURN', 'TIP', null, { kind: 'other', quantity: '0', tax: '-20' }],
  ['RETURN', 'DUTY', null, { kind: 'other', quantity: '0', duties: '-80', tax: '-20' }],
  ['ORDER', 'FEE', null, { kind: 'other', quantity: '0', fees: '-80', tax: '-20' }],
  ['RETURN', 'ADDITIONAL_FEE', null, { kind: 'other', quantity: '0', fees: '-80', tax: '-20' }],
] as const)('%s of %s', (action, line, quantity, expected) => {
  const amounts = { total: '-100', tax: '-20', discount: '-5' };
  const [fact] = on(sale(action, line, quantity, amounts));
  const { kind, quantity: units, gross, discount, returned, tax, shipping } = fact ?? {};
  const { duties, fees } = fact ?? {};
  const counted = { kind, quantity: units, gross, discount, returned, tax, shipping, duties, fees };
  expect(JSON.parse(JSON.stringify(counted))).toEqual(expected);
});

test('a return that is called off gives the goods back to the sale', () => {
  const [fact] = on(sale('RETURN', 'PRODUCT', 1, { total: '100', tax: '20' }));
  expect(fact).toMatchObject({ kind: 'return', quantity: '1', returned: '-80', tax: '20' });
});

test.each([
  ['UNKNOWN', 'PRODUCT', 'its action UNKNOWN is not known'],
  ['ORDER', 'UNKNOWN', 'its kind UNKNOWN is not known'],
  ['ORDER', 'SUBSCRIPTION', 'its kind SUBSCRIPTION is not known'],
] as const)('%s of %s is a reject, and the others go on', (action, line, reason) => {
  const good = sale('ORDER', 'SHIPPING', 1, { total: '10' });
  const bad = sale(action, line as 'PRODUCT', 1, { total: '10' });
  const { records, rejects } = salesOf(
    salesOrder([agreement('2026-11-01T11:00:00Z', [bad, good])]),
    context,
  );
  expect(records).toHaveLength(1);
  expect(rejects).toEqual([
    {
      reason,
      id: '1001/501',
      place: 'order #1001 (1001), sale 501',
      raw: expect.stringContaining('501') as string,
    },
  ]);
});

test('what the customer paid in another currency stands beside the shop’s', () => {
  const [fact] = on(
    sale('ORDER', 'PRODUCT', 1, { total: '125', tax: '25', eur: ['16.75', '3.35'] }),
  );
  expect(fact).toMatchObject({
    gross: '100',
    currency: 'DKK',
    originalAmount: '13.4',
    originalCurrency: 'EUR',
  });
});

test('each agreement counts on its own local day, by who made it', () => {
  const line = sale('ORDER', 'PRODUCT', 1, { total: '10' });
  const facts = factsOf(
    salesOrder(
      [agreement('2026-11-01T23:30:00Z', [line], 'Ida'), agreement('2026-11-02T22:59:59Z', [line])],
      { staffMember: { id: 'gid://shopify/StaffMember/4', name: 'Bo' } },
    ),
  );
  expect(facts.map(({ day, staff }) => [day, staff])).toEqual([
    ['2026-11-02', 'Ida'],
    ['2026-11-02', 'Bo'],
  ]);
});

test('a test order has no facts', () => {
  const order = salesOrder(
    [agreement('2026-11-01T11:00:00Z', [sale('ORDER', 'PRODUCT', 1, { total: '10' })])],
    { test: true },
  );
  expect(salesOf(order, context)).toEqual({ records: [], rejects: [] });
});

const line = [agreement('2026-11-01T11:00:00Z', [sale('ORDER', 'PRODUCT', 1, { total: '10' })])];

test('first and last touch come from the visits, once where they are one', () => {
  const utmParameters = { source: 'newsletter', medium: 'email', campaign: 'Black week' };
  const firstVisit = visit({ source: 'Google', occurredAt: '2026-10-30T10:00:00Z' });
  const lastVisit = visit({ utmParameters });
  const journey = { ready: true, customerOrderIndex: 3, firstVisit, lastVisit };
  const [fact] = factsOf(salesOrder(line, { customerJourneySummary: journey }));
  const first = { channel: 'Organic Search', at: Date.parse('2026-10-30T10:00:00Z') };
  const last = { channel: 'Email', campaign: 'Black week', at: Date.parse('2026-11-01T10:00:00Z') };
  expect(fact).toMatchObject({
    channel: 'Email',
    campaign: 'Black week',
    firstOrder: false,
    firstTouch: first,
    lastTouch: last,
    touches: [first, last],
  });
  const once = { ...journey, firstVisit: lastVisit };
  expect(factsOf(salesOrder(line, { customerJourneySummary: once }))[0]).toMatchObject({
    firstTouch: last,
    lastTouch: last,
    touches: [last],
  });
});

test('a journey that is not complete gives no channel yet', () => {
  const journey = {
    ready: false,
    customerOrderIndex: null,
    firstVisit: visit(),
    lastVisit: visit(),
  };
  const [fact] = factsOf(salesOrder(line, { customerJourneySummary: journey }));
  expect(fact).not.toHaveProperty('channel');
  expect(fact).not.toHaveProperty('firstTouch');
  expect(fact).not.toHaveProperty('firstOrder');
});

test('an order of a till has the name of what it was made with, its place and no customer', () => {
  const [fact] = factsOf(
    salesOrder(line, {
      sourceName: 'pos',
      attribution: { handle: 'pos', displayName: 'Point of Sale' },
      customerJourneySummary: null,
      customer: null,
      retailLocation: { id: 'gid://shopify/Location/2', name: 'Odense' },
      shippingAddress: { countryCodeV2: 'SE' },
    }),
  );
  expect(fact).toMatchObject({ channel: 'Point of Sale', location: 'Odense', country: 'SE' });
  expect(fact).not.toHaveProperty('customer');
});

test('property: what an order comes to is its total, to the minor unit', () => {
  const oere = fc.integer({ min: -10_000_000, max: 10_000_000 });
  const money = (value: number) => formatDecimal(BigInt(value) * 10_000n);
  const kind = fc.constantFrom(
    ['ORDER', 'PRODUCT'] as const,
    ['UPDATE', 'PRODUCT'] as const,
    ['RETURN', 'PRODUCT'] as const,
    ['ORDER', 'SHIPPING'] as const,
    ['ORDER', 'DUTY'] as const,
    ['RETURN', 'FEE'] as const,
    ['ORDER', 'ADDITIONAL_FEE'] as const,
    ['RETURN', 'ADJUSTMENT'] as const,
  );
  fc.assert(
    fc.property(kind, oere, oere, oere, ([action, type], total, tax, discount) => {
      const amounts = { total: money(total), tax: money(tax), discount: money(discount) };
      const [fact] = on(sale(action, type, 1, amounts));
      const micros = (text = '0') => parseDecimal(text) ?? 0n;
      const sum =
        micros(fact?.gross) -
        micros(fact?.discount) -
        micros(fact?.returned) +
        micros(fact?.tax) +
        micros(fact?.shipping) +
        micros(fact?.duties) +
        micros(fact?.fees);
      expect(sum).toBe(BigInt(total) * 10_000n);
    }),
  );
});
