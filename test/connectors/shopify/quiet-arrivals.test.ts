import { afterEach, expect, test } from 'vitest';
import type { Shipment } from '../../../schemas/facts.ts';
import { pulledShop, type PulledShop } from './pulled-shop.ts';

const HOUR = 3_600_000;
let pulled: PulledShop | undefined;

afterEach(() => pulled?.close());

test('a parcel that arrives without a change of its order is found, and then left alone', async () => {
  pulled = await pulledShop({ ordersPerDay: 1, config: { streams: ['shipments'] } });
  const { shop } = pulled;
  const sentAt = pulled.now;
  const deliveredAt = sentAt + 30 * HOUR;
  const id = shop.changes.place(sentAt - HOUR);
  shop.changes.send(id, sentAt, { promisedAt: sentAt + 48 * HOUR, deliveredAt, quiet: true });
  const shipment = () =>
    [...(pulled as PulledShop).world.latest().values()].find(
      ({ orderId }) => orderId === id.split('/').at(-1),
    ) as Shipment | undefined;
  await pulled.world.run();
  expect(shipment()).toMatchObject({ shippedAt: sentAt });
  expect(shipment()?.deliveredAt).toBeUndefined();
  const asked = () => pulled?.standIn.stats().requests['ShipmentsByIds'] ?? 0;
  for (const hours of [10, 10, 15]) {
    pulled.now += hours * HOUR;
    await pulled.world.run();
  }
  expect(shop.order(id, pulled.now)?.updatedAt).toBe(
    new Date(sentAt).toISOString().replace('.000', ''),
  );
  expect(shipment()?.deliveredAt).toBe(deliveredAt);
  const cursor = JSON.stringify(pulled.world.stored('cursors').at(-1)?.value);
  expect(cursor).not.toContain(id.split('/').at(-1));
  expect(asked()).toBeGreaterThan(0);
});
