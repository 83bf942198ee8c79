import { expect, test } from 'vitest';
import { salesOf } from '../../../../connectors/shopify/map/sale.ts';
import type { SalesOrder, WholeAgreement } from '../../../../connectors/shopify/map/whole-order.ts';
import { formatDecimal, parseDecimal } from '../../../../schemas/decimal.ts';
import type { Sale } from '../../../../schemas/facts.ts';
import { agreement, context, item, sale, salesOrder } from './orders.ts';

/** What an order's entries are, as "kind units money" by day. */
function entriesOf(order: SalesOrder): string[] {
  const { records, rejects } = salesOf(order, context);
  expect(rejects).toEqual([]);
  return records.map(({ fact }) => {
    const { day, kind, quantity, gross, returned } = fact as Sale;
    return `${day} ${kind} ${quantity} ${gross ?? `-${returned}`}`;
  });
}

function numbered(agreements: readonly WholeAgreement[]): WholeAgreement[] {
  let next = 500;
  return agreements.map((each, n) => ({
    ...each,
    id: `gid://shopify/Agreement/${n}`,
    sales: each.sales.map((one) => ({ ...one, id: `gid://shopify/Sale/${next++}` })),
  }));
}

const on = (
  day: string,
  reason: WholeAgreement['reason'],
  sales: Parameters<typeof agreement>[1],
  more: Partial<WholeAgreement> = {},
) => agreement(`${day}T11:00:00Z`, sales, undefined, { reason, ...more });

const sold = (units: number, total: string) => sale('ORDER', 'PRODUCT', units, { total });
const back = (units: number, total: string) => sale('RETURN', 'PRODUCT', -units, { total });
const order = (agreements: readonly WholeAgreement[], given: Partial<SalesOrder> = {}) =>
  salesOrder(numbered(agreements), given);

const placed = on('2026-10-31', 'ORDER', [sold(1, '100')]);

test('goods added by an edit are units and sales of its day, and no other order', () => {
  const edit = on('2026-11-03', 'ORDER_EDIT', [sold(2, '80')]);
  expect(entriesOf(order([placed, edit]))).toEqual([
    '2026-10-31 line 1 100',
    '2026-11-03 edit 2 80',
  ]);
  const sameDay = on('2026-10-31', 'ORDER_EDIT', [sold(2, '80')]);
  expect(entriesOf(order([sameDay, placed]))).toEqual([
    '2026-10-31 edit 2 80',
    '2026-10-31 line 1 100',
  ]);
});

test('an exchange takes goods back and adds others', () => {
  const exchange = on('2026-11-05', 'RETURN', [back(1, '-100'), sold(1, '120')]);
  expect(entriesOf(order([placed, exchange]))).toEqual([
    '2026-10-31 line 1 100',
    '2026-11-05 return -1 -100',
    '2026-11-05 edit 1 120',
  ]);
});

test('an order that began without goods counts when it first sells some', () => {
  const card = on('2026-10-31', 'ORDER', [sale('ORDER', 'GIFT_CARD', 1, { total: '500' })]);
  const first = on('2026-11-03', 'ORDER_EDIT', [sold(1, '80')]);
  const second = on('2026-11-04', 'ORDER_EDIT', [sold(1, '90')]);
  const kinds = entriesOf(order([card, first, second])).map((entry) => entry.split(' ')[1]);
  expect(kinds).toEqual(['other', 'line', 'edit']);
});

const cancelled = on('2026-11-01', 'REFUND', [back(4, '-400')]);
const six = on('2026-10-31', 'ORDER', [sold(4, '400'), sold(2, '200')]);

test.each([
  ['an edit', on('2026-11-01', 'ORDER_EDIT', [back(4, '-400')]), {}],
  ['a refund while nothing was sent', cancelled, { displayFulfillmentStatus: 'UNFULFILLED' }],
  [
    'a refund before anything was sent',
    { ...cancelled, restocks: { items: [], sentBefore: false } },
    {},
  ],
  [
    'a refund that says so',
    { ...cancelled, restocks: { items: [restocked('CANCEL', 4)], sentBefore: true } },
    {},
  ],
  ['a cancellation of which no more is known', cancelled, { cancelledAt: '2026-11-01T11:00:00Z' }],
] as const)('what is taken off unsent by %s is a reversal, no return', (_, taken, given) => {
  expect(entriesOf(order([six, taken], given)).at(-1)).toBe('2026-11-01 reversal -4 -400');
});

test.each([
  ['a return', on('2026-11-01', 'RETURN', [back(4, '-400')])],
  [
    'a refund of goods that were sent',
    { ...cancelled, restocks: { items: [restocked('RETURN', 4)], sentBefore: true } },
  ],
  [
    'a refund of another line',
    { ...cancelled, restocks: { items: [restocked('CANCEL', 4, '99')], sentBefore: true } },
  ],
  ['a refund of which no more is known', cancelled],
] as const)('what comes back by %s is a return', (_, taken) => {
  expect(entriesOf(order([six, taken])).at(-1)).toBe('2026-11-01 return -4 -400');
});

test('where some units were sent and some not, each counts as what it is, to the micro', () => {
  const items = [restocked('CANCEL', 1), restocked('RETURN', 2)];
  const taken = on('2026-11-01', 'REFUND', [back(3, '-100')], {
    restocks: { items, sentBefore: true },
  });
  const { records } = salesOf(order([six, taken]), context);
  const parts = records.slice(2).map(({ fact }) => fact as Sale);
  expect(parts.map(({ id, kind, quantity }) => [id, kind, quantity])).toEqual([
    ['1001/502', 'return', '-2'],
    ['1001/502/unsent', 'reversal', '-1'],
  ]);
  const sum = parts.reduce((all, { returned = '0' }) => all + (parseDecimal(returned) ?? 0n), 0n);
  expect(formatDecimal(sum)).toBe('100');
});

test('a difference refunded with what was never sent is no return either', () => {
  const fee = sale('RETURN', 'ADJUSTMENT', null, { total: '10' });
  const taken = on('2026-11-01', 'REFUND', [back(4, '-400'), fee]);
  const given = { displayFulfillmentStatus: 'UNFULFILLED' } as const;
  expect(entriesOf(order([six, taken], given)).at(-1)).toBe('2026-11-01 reversal 0 --10');
  expect(entriesOf(order([six, taken])).at(-1)).toBe('2026-11-01 return 0 --10');
});

test('duties and shipping are in what an order comes to, with their tax', () => {
  const entries = [
    sold(1, '100'),
    sale('ORDER', 'DUTY', null, { total: '25', tax: '5' }),
    sale('ORDER', 'SHIPPING', 1, { total: '10' }),
  ];
  const { records } = salesOf(order([on('2026-10-31', 'ORDER', entries)]), context);
  const facts = records.map(({ fact }) => fact as Sale);
  const micros = (text = '0') => parseDecimal(text) ?? 0n;
  const total = facts.reduce(
    (sum, { gross, tax, shipping, duties }) =>
      sum + micros(gross) + micros(tax) + micros(shipping) + micros(duties),
    0n,
  );
  expect(formatDecimal(total)).toBe('135');
  expect(facts.map(({ duties, tax }) => [duties, tax])).toEqual([
    [undefined, '0'],
    ['20', '5'],
    [undefined, '0'],
  ]);
});

function restocked(restockType: 'CANCEL' | 'RETURN', quantity: number, line = '31') {
  const lineItem = { id: item.id.replace('31', line) };
  return { restockType, quantity, lineItem };
}
