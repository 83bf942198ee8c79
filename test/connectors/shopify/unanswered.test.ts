import { GraphQLError } from 'graphql';
import { afterEach, expect, test } from 'vitest';
import { BULK_FROM } from '../../../connectors/shopify/orders/read-orders.ts';
import { ledgerDays, pulledDays } from './pulled-days.ts';
import { pulledShop, type PulledShop } from './pulled-shop.ts';

let pulled: PulledShop | undefined;

afterEach(() => pulled?.close());

/** From now on Shopify fails at a part of an order; gives what ends that. */
function poison({ shop }: PulledShop, poisoned: string, part = 'agreements'): () => void {
  const whole = shop.order.bind(shop);
  const order: typeof whole = (id, now) => {
    const found = whole(id, now);
    if (found === undefined || id !== poisoned) return found;
    return Object.defineProperty({ ...found }, part, {
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
  // Named and asked for again at each sync, though nothing changes.
  const [next] = (await pulled.world.run()).streams;
  expect(next).toMatchObject({
    state: 'partial',
    error: expect.stringMatching(/^1 of \d+ records were rejected$/) as string,
    rejects: [{ place: `order ${number}` }],
    warnings: [expect.stringContaining(`order ${number}`) as string],
  });
  healed();
  expect((await pulled.world.run()).streams).toMatchObject([
    { state: 'succeeded', standing: 0, counts: { rejected: 0 } },
  ]);
  expect(pulledDays(pulled)).toEqual(ledgerDays(pulled));
}, 60_000);

test('one that fails every bulk operation, and one that fails after it, leave the others as they should be', async () => {
  pulled = await pulledShop({
    firstDay: '2026-11-04',
    rates: { deleted: 0 },
    config: { streams: ['sales'] },
  });
  const { shop, now } = pulled;
  const ids = shop.search({}, now).map(({ id }) => id);
  expect(ids.length).toBeGreaterThan(BULK_FROM);
  // Far from the first, so that a bulk operation gives it, and what it lacks is asked for then.
  const refunded = ids.findLast((id) =>
    shop.order(id, now)?.agreements.some(({ refund }) => refund?.refundLineItems.length),
  );
  const failing = [ids[7] ?? '', refunded ?? ''];
  const healed = [
    poison(pulled, failing[0] ?? ''),
    poison(pulled, failing[1] ?? '', 'fulfillments'),
  ];
  const [result] = (await pulled.world.run()).streams;
  const numbers = failing.map((id) => id.split('/').at(-1) ?? '');
  expect(result?.state).toBe('succeeded');
  expect(new Set(result?.rejects.map(({ place }) => place))).toEqual(
    new Set(numbers.map((number) => `order ${number}`)),
  );
  const orders = new Set([...pulled.world.latest().values()].map(({ orderId }) => orderId));
  for (const number of numbers) expect(orders).not.toContain(number);
  for (const heal of healed.toReversed()) heal();
  await pulled.world.run();
  expect(pulledDays(pulled)).toEqual(ledgerDays(pulled));
}, 60_000);

test('webhooks about others are carried out beside one that Shopify cannot answer', async () => {
  pulled = await pulledShop({ ordersPerDay: 1, config: { streams: ['sales'] } });
  await pulled.world.run();
  const [first, second] = pulled.shop.search({}, pulled.now).map(({ id }) => id);
  pulled.now += 1_000;
  for (const id of [first, second]) pulled.shop.changes.edit(id ?? '', pulled.now);
  const before = await pulled.readAnew();
  const healed = poison(pulled, first ?? '');
  const result = await pulled.refresh([first ?? '', second ?? '']);
  expect(result.streams).toMatchObject([{ state: 'succeeded', counts: { rejected: 1 } }]);
  const of =
    (id = '') =>
    (facts: typeof before) =>
      [...facts.values()].filter(({ orderId }) => orderId === id.split('/').at(-1));
  expect(of(second)(pulled.world.latest())).toEqual(of(second)(before));
  expect(of(first)(pulled.world.latest()).length).toBeGreaterThan(0);
  healed();
  await pulled.world.run();
  expect(of(first)(pulled.world.latest())).toEqual(of(first)(before));
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
  await pulled.world.run();
  expect(pulledDays(pulled)).toEqual(ledgerDays(pulled));
}, 60_000);
