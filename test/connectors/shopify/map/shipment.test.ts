import { expect, test } from 'vitest';
import { nextPromise, shipmentsOf } from '../../../../connectors/shopify/map/shipment.ts';
import type { ShipmentsOrder } from '../../../../connectors/shopify/map/whole-order.ts';
import { shipmentSchema, type Shipment } from '../../../../schemas/facts.ts';
import { context, head, parcel, shipmentsOrder } from './orders.ts';

function factsOf(order: ShipmentsOrder, now = context.now): Partial<Shipment>[] {
  return shipmentsOf(order, { ...context, now }).records.map(({ fact }) => {
    const whole = { ...fact, source: 'shop', stream: 'shipments', version: 1, observedAt: 1 };
    expect(shipmentSchema.safeParse(whole).error).toBeUndefined();
    return fact as Partial<Shipment>;
  });
}

const PROMISE = '2026-11-05T12:00:00Z';

test('a delivered parcel', () => {
  const delivered = parcel({ displayStatus: 'DELIVERED', deliveredAt: '2026-11-05T18:00:00Z' });
  expect(factsOf(shipmentsOrder([delivered], [PROMISE, '2026-11-07T12:00:00Z']))).toEqual([
    {
      id: '1001/601',
      orderId: '1001',
      shop: 'skovby',
      occurredAt: Date.parse('2026-11-02T15:00:00Z'),
      day: '2026-11-05',
      orderedAt: Date.parse(head.processedAt),
      shippedAt: Date.parse('2026-11-02T15:00:00Z'),
      promisedAt: Date.parse(PROMISE),
      deliveredAt: Date.parse('2026-11-05T18:00:00Z'),
      onTime: true,
      carrier: 'GLS',
      location: 'Warehouse',
    },
  ]);
});

test('on time is by the end of the promised local day', () => {
  const at = (deliveredAt: string) => shipmentsOrder([parcel({ deliveredAt })], [PROMISE]);
  expect(factsOf(at('2026-11-05T22:59:59Z'))[0]?.onTime).toBe(true);
  expect(factsOf(at('2026-11-05T23:00:00Z'))[0]?.onTime).toBe(false);
});

test('a parcel under way is not judged before the day after the promise', () => {
  const order = shipmentsOrder([parcel()], [PROMISE]);
  const before = Date.parse('2026-11-05T22:59:59Z');
  expect(factsOf(order, before)[0]).not.toHaveProperty('onTime');
  expect(nextPromise(order, { ...context, now: before })).toBe(Date.parse(PROMISE));
  expect(factsOf(order, before + 1_000)[0]?.onTime).toBe(false);
  expect(nextPromise(order, { ...context, now: before + 1_000 })).toBeUndefined();
});

test('without a promise it is the day it was shipped, and never judged', () => {
  const [fact] = factsOf(shipmentsOrder([parcel({ inTransitAt: null })]));
  expect(fact).toMatchObject({ day: '2026-11-02', shippedAt: Date.parse('2026-11-02T09:00:00Z') });
  expect(fact).not.toHaveProperty('onTime');
});

test('the event tells when a parcel arrived that Shopify gives no time for', () => {
  const events = [
    { id: 'e1', status: 'IN_TRANSIT' as const, happenedAt: '2026-11-03T10:00:00Z' },
    { id: 'e2', status: 'DELIVERED' as const, happenedAt: '2026-11-06T10:00:00Z' },
  ];
  const arrived = parcel({ displayStatus: 'DELIVERED', events });
  expect(factsOf(shipmentsOrder([arrived], [PROMISE]))[0]).toMatchObject({
    deliveredAt: Date.parse('2026-11-06T10:00:00Z'),
    onTime: false,
  });
  const unknown = factsOf(shipmentsOrder([parcel({ displayStatus: 'DELIVERED' })], [PROMISE]))[0];
  expect(unknown).not.toHaveProperty('deliveredAt');
  expect(unknown).not.toHaveProperty('onTime');
  expect(unknown).toMatchObject({ exception: 'untimed' });
});

test.each([
  ['ATTEMPTED_DELIVERY', 'attempted'],
  ['DELAYED', 'delayed'],
  ['FAILURE', 'lost'],
  ['NOT_DELIVERED', 'lost'],
  ['IN_TRANSIT', undefined],
] as const)('%s is the exception %s', (displayStatus, exception) => {
  expect(factsOf(shipmentsOrder([parcel({ displayStatus })]))[0]?.exception).toBe(exception);
});

test('a parcel that never left is none', () => {
  const never = [
    parcel({ status: 'CANCELLED' }),
    parcel({ status: 'FAILURE' }),
    parcel({ displayStatus: 'CANCELED' }),
  ];
  expect(factsOf(shipmentsOrder(never))).toEqual([]);
  expect(factsOf({ ...shipmentsOrder([parcel()]), test: true })).toEqual([]);
});

test('a parcel that arrived on a day before it was ordered is a reject with its id', () => {
  const order = (deliveredAt: string) => shipmentsOrder([parcel({ deliveredAt })], [PROMISE]);
  expect(shipmentsOf(order('2026-10-30T12:00:00Z'), context)).toMatchObject({
    records: [],
    rejects: [
      { id: '1001/601', reason: 'deliveredAt (2026-10-30) is before orderedAt (2026-11-01)' },
    ],
  });
  // Before it was said to be sent, as people write down later.
  expect(shipmentsOf(order('2026-11-01T12:00:00Z'), context).rejects).toEqual([]);
});
