import { afterEach, expect, test } from 'vitest';
import { shopify } from '../../../../connectors/shopify/shopify.ts';
import { fakeOrder, iso, SHOP_NOW } from '../../../support/fake-order.ts';
import { APP, standInOver, type AskedStandIn } from '../../../support/stand-in.ts';
import { World } from '../../../sync/world.ts';

let standIn: AskedStandIn | undefined;
let world: World | undefined;

afterEach(async () => {
  world?.close();
  await standIn?.close();
});

function idsIn({ world: of }: { readonly world: World }): string[] {
  return [...of.latest().values()].map(({ id }) => String(id)).toSorted((a, b) => (a < b ? -1 : 1));
}

async function pulling(count: number): Promise<{ world: World; standIn: AskedStandIn }> {
  const orders = Array.from({ length: count }, (_, n) => fakeOrder(n + 1, { sales: 2 }));
  standIn = await standInOver(orders, { plan: { bucket: 1_000_000, restoreRate: 1_000_000 } });
  const config = shopify.config.parse({
    shop: 'skovby.myshopify.com',
    accessToken: APP.accessToken,
    endpoint: standIn.url,
    streams: ['sales'],
  });
  const context = { timezone: 'Europe/Copenhagen', currency: 'DKK', now: () => SHOP_NOW };
  world = new World(shopify, config, context);
  return { world, standIn };
}

test('an order that loses a sale again and again while pages are read ends as it is in the end', async () => {
  const pulled = await pulling(30);
  let pages = 0;
  pulled.standIn.onRequest((operation) => {
    if (operation !== 'SalesPage' || ++pages === 1 || pages > 4) return;
    const order = fakeOrder(1, { sales: pages === 4 ? 0 : 5 - pages });
    const updatedAt = iso(SHOP_NOW - 60_000 + pages * 1_000);
    pulled.standIn.shop.orders.set(order.id, { ...order, updatedAt });
  });
  await pulled.world.run();
  expect(pages).toBeGreaterThan(4);
  expect(idsIn(pulled).filter((id) => id.startsWith('1/'))).toEqual([]);
  expect(idsIn(pulled)).toHaveLength(29 * 2);
});

test('an order that turns out to be a test has no facts any more', async () => {
  const pulled = await pulling(3);
  await pulled.world.run();
  expect(idsIn(pulled)).toHaveLength(6);
  const order = fakeOrder(2, { sales: 2 });
  pulled.standIn.shop.orders.set(order.id, { ...order, test: true, updatedAt: iso(SHOP_NOW) });
  await pulled.world.run();
  expect(idsIn(pulled)).toEqual(['1/1000', '1/1001', '3/3000', '3/3001']);
});

test('what Shopify calls unknown is a dead letter, and the rest of the order counts', async () => {
  const pulled = await pulling(1);
  const order = fakeOrder(1, { sales: 2 });
  const [agreement] = order.agreements;
  const sales = agreement?.sales.map((sale, n) =>
    n === 0 ? { ...sale, actionType: 'UNKNOWN' as const } : sale,
  );
  const agreements = agreement && sales ? [{ ...agreement, sales }] : [];
  pulled.standIn.shop.orders.set(order.id, { ...order, agreements });
  const { streams } = await pulled.world.run();
  expect(streams).toMatchObject([
    {
      state: 'partial',
      rejects: [{ place: 'order #1 (1), sale 1000', reason: 'its action UNKNOWN is not known' }],
    },
  ]);
  expect(idsIn(pulled)).toEqual(['1/1001']);
});
