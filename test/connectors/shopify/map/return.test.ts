import { expect, test } from 'vitest';
import { returnsOf } from '../../../../connectors/shopify/map/return.ts';
import type { WholeReturn } from '../../../../connectors/shopify/map/whole-order.ts';
import { returnSchema } from '../../../../schemas/facts.ts';
import { context, item, returnsOrder } from './orders.ts';

const sentBack: WholeReturn = {
  id: 'gid://shopify/Return/701',
  status: 'CLOSED',
  createdAt: '2026-11-08T23:30:00Z',
  closedAt: '2026-11-12T10:00:00Z',
  requestApprovedAt: null,
  returnLineItems: [
    {
      id: 'gid://shopify/ReturnLineItem/801',
      quantity: 2,
      processedQuantity: 2,
      returnReasonDefinition: { handle: 'size-too-small', name: 'Size was too small' },
      fulfillmentLineItem: { lineItem: item },
    },
    {
      id: 'gid://shopify/UnverifiedReturnLineItem/802',
      quantity: 1,
      processedQuantity: 0,
      returnReasonDefinition: null,
    },
  ],
};

test('each line of a return is a fact', () => {
  const { records } = returnsOf(returnsOrder([sentBack]), context);
  const shared = {
    occurredAt: Date.parse('2026-11-08T23:30:00Z'),
    day: '2026-11-09',
    orderId: '1001',
    requestedAt: Date.parse('2026-11-08T23:30:00Z'),
    receivedAt: Date.parse('2026-11-12T10:00:00Z'),
    shop: 'skovby',
    channel: 'Direct',
  };
  const goods = {
    product: 'Stoneware mug',
    productType: 'Tableware',
    vendor: 'Hav & Ler',
    sku: 'KRUS-01',
  };
  expect(records.map(({ fact }) => fact)).toEqual([
    { ...shared, ...goods, id: '1001/801', quantity: '2', reason: 'Size was too small' },
    { ...shared, id: '1001/802', quantity: '1' },
  ]);
  for (const { fact } of records) {
    const whole = { ...fact, source: 'shop', stream: 'returns', version: 1, observedAt: 1 };
    expect(returnSchema.safeParse(whole).error).toBeUndefined();
  }
});

test('a return that was declined or cancelled is none', () => {
  const none = [
    { ...sentBack, status: 'DECLINED' as const },
    { ...sentBack, status: 'CANCELED' as const },
  ];
  expect(returnsOf(returnsOrder(none), context).records).toEqual([]);
  const asked = { ...sentBack, status: 'REQUESTED' as const, closedAt: null };
  const { records } = returnsOf(returnsOrder([asked]), context);
  expect(records).toHaveLength(2);
  expect(records[0]?.fact).not.toHaveProperty('receivedAt');
});
