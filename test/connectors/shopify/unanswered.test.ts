import { GraphQLError } from 'graphql';
import { afterEach, expect, test } from 'vitest';
import { ledgerDays, pulledDays } from './pulled-days.ts';
import { pulledShop, type PulledShop } from './pulled-shop.ts';

const HOUR = 3_600_000;
let pulled: PulledShop | undefined;

afterEach(() => pulled?.close());

/** From now on Shopify fails at a part of an order; gives what ends that. */
function poison({ shop }: PulledShop, poisoned: string): () => void {
  const whole = shop.order.bind(shop);
  const order: typeof whole = (id, now) => {
    const found = whole(id, now);
    if (found === undefined || id !== poisoned) return found;
    return Object.defineProperty({ ...found }, 'agreements', {
      get: () => {
        const extensions = { code: 'INTERNAL_SERVER_ERROR' };
        throw new GraphQLError('Internal error. Looks like something went wrong.', { extensions });
      },
    });
  };
  Object.assign(shop, { order });
  return () => void Object.assign(shop, { order: whole });
}

test('an order that Shopify cannot answer is a dead letter with its id, and the others go on', async () => {
  pulled = await pulledShop({
    ordersPerDay: 1,
    rates: { deleted: 0 },
    config: { streams: ['sales'] },
  });
  const ids = pulled.shop.search({}, pulled.now).map(({ id }) => id);
  const id = ids[Math.floor(ids.length / 2)] ?? '';
  const number = id.split('/').at(-1) ?? '';
  const healed = poison(pulled, id);
  const [result] = (await pulled.world.run()).streams;
  expect(result?.rejects).toMatchObject([
    {
      place: `order ${number}`,
      reason: expect.stringContaining('INTERNAL_SERVER_ERROR') as string,
    },
  ]);
  const orders = new Set([...pulled.world.latest().values()].map(({ orderId }) => orderId));
  expect(orders.size).toBeGreaterThan(20);
  expect(orders).not.toContain(number);
  healed();
  pulled.now += 7 * HOUR;
  await pulled.world.run();
  expect(pulledDays(pulled)).toEqual(ledgerDays(pulled));
}, 60_000);

test('what is known of an order stays while Shopify cannot answer it', async () => {
  pulled = await pulledShop({ ordersPerDay: 1, config: { streams: ['sales'] } });
  await pulled.world.run();
  const before = pulledDays(pulled);
  const [first] = pulled.shop.search({}, pulled.now);
  const id = first?.id ?? '';
  pulled.now += 1_000;
  pulled.shop.changes.edit(id, pulled.now);
  const healed = poison(pulled, id);
  await pulled.world.run();
  expect(pulledDays(pulled)).toEqual(before);
  healed();
  pulled.now += 7 * HOUR;
  await pulled.world.run();
  expect(pulledDays(pulled)).toEqual(ledgerDays(pulled));
}, 60_000);
