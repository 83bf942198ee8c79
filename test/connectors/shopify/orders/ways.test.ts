import { afterEach, expect, test } from 'vitest';
import { SourceError } from '../../../../connectors/connector.ts';
import type { Order } from '../../../../connectors/sandbox/shopify/model.ts';
import { openShopify } from '../../../../connectors/shopify/api/shopify-api.ts';
import { shopifyConfigSchema } from '../../../../connectors/shopify/config.ts';
import type { Mapped } from '../../../../connectors/shopify/map/mapped.ts';
import { pageSizes } from '../../../../connectors/shopify/orders/page-size.ts';
import { returnsStream } from '../../../../connectors/shopify/orders/returns.ts';
import { salesStream } from '../../../../connectors/shopify/orders/sales.ts';
import { shipmentsStream } from '../../../../connectors/shopify/orders/shipments.ts';
import type {
  Answered,
  Asking,
  Found,
  OrderStream,
} from '../../../../connectors/shopify/orders/stream.ts';
import type { OrderHeadFragment } from '../../../../connectors/shopify/queries/generated.ts';
import { memoryVault } from '../../../support/memory-vault.ts';
import { fakeOrder, SHOP_NOW } from '../../../support/fake-order.ts';
import { APP, standInOver, type AskedStandIn } from '../../../support/stand-in.ts';
import { context as mapContext } from '../map/orders.ts';
import { manyReturns, ORDERS, parcels } from './large-orders.ts';

const context = { ...mapContext, now: SHOP_NOW };
const ALL = "updated_at:>='2020-01-01T00:00:00Z'";
const includes = {
  customers: true,
  products: true,
  locations: true,
  staff: true,
  addressCountry: true,
};
let standIn: AskedStandIn | undefined;

afterEach(() => standIn?.close());

async function asking(orders: readonly Order[]): Promise<Asking> {
  const plan = { bucket: 1_000_000, restoreRate: 1_000_000 };
  standIn = await standInOver(orders, { plan, bulk: { shuffle: 100 } });
  const { accessToken } = APP;
  const config = { shop: 'skovby.myshopify.com', accessToken, endpoint: standIn.url };
  const signal = new AbortController().signal;
  const api = openShopify(shopifyConfigSchema.parse(config), {
    connection: 'shop',
    now: () => SHOP_NOW,
    signal,
    vault: memoryVault(),
  });
  return {
    api,
    includes,
    wholeHistory: true,
    known: () => [],
    refusesLoss: () => undefined,
    size: pageSizes(5),
  };
}

/** The order as it is in the shop, as our mapping takes it. */
function asRead(order: Order): unknown {
  const fulfillmentOrders = order.fulfillmentOrders.map((each) => ({
    ...each,
    fulfillments: each.fulfillmentIds.map((id) => ({ id })),
  }));
  const agreements = order.agreements.map(({ refund, ...each }) => {
    const sentBefore = order.fulfillments.some(({ createdAt }) => createdAt <= each.happenedAt);
    const restocks = refund && { items: refund.refundLineItems, sentBefore };
    return { ...each, ...(restocks && { restocks }) };
  });
  return { ...order, fulfillmentOrders, agreements };
}

const STREAMS = { sales: salesStream, returns: returnsStream, shipments: shipmentsStream };
type Any = OrderStream<OrderHeadFragment>;
type Facts = Readonly<Record<string, Mapped>>;

function factsOf(stream: Any, found: readonly Answered<OrderHeadFragment>[]): Facts {
  const entries = found.map((each) => {
    if (!('id' in each)) throw new RangeError(`${JSON.stringify(each)} is no order`);
    const { records, rejects } = stream.map(each, context);
    const sorted = records.toSorted((a, b) => (a.fact.id < b.fact.id ? -1 : 1));
    return [each.id, { records: sorted, rejects }] as const;
  });
  return Object.fromEntries(entries);
}

async function byPages(stream: Any, asked: Asking): Promise<Found<OrderHeadFragment>[]> {
  const found: Found<OrderHeadFragment>[] = [];
  let after: string | undefined;
  do {
    const page = await stream.page(asked, ALL, after);
    found.push(...page.orders);
    after = page.after;
  } while (after !== undefined);
  return found;
}

test.each(Object.entries(STREAMS))(
  'whatever way %s are read, they are the same',
  async (_, given) => {
    const stream = given as unknown as Any;
    const asked = await asking(ORDERS);
    const expected = factsOf(stream, ORDERS.map(asRead) as OrderHeadFragment[]);
    expect(Object.values(expected).flatMap(({ records }) => records).length).toBeGreaterThan(20);
    expect(factsOf(stream, await byPages(stream, asked))).toEqual(expected);
    const ids = ORDERS.map(({ id }) => id);
    const halves = [ids.slice(0, 5), ids.slice(5)].map((some) => stream.byIds(asked, some));
    expect(factsOf(stream, (await Promise.all(halves)).flat())).toEqual(expected);
    const { signal } = asked.api.context;
    expect(factsOf(stream, await Array.fromAsync(stream.bulk(asked, ALL, signal)))).toEqual(
      expected,
    );
  },
);

test('an order with more parcels than can be read says so', async () => {
  const asked = await asking([{ ...fakeOrder(1), ...parcels(260, 1) }]);
  const [found] = await byPages(shipmentsStream, asked);
  if (found === undefined || 'gone' in found) throw new RangeError('it is gone');
  const { records, rejects } = shipmentsStream.map(found as never, context);
  expect(records).toHaveLength(250);
  expect(rejects).toMatchObject([{ reason: 'has more parcels than can be read' }]);
});

test('an id that is no order’s any more is gone', async () => {
  const asked = await asking([fakeOrder(1)]);
  const ids = ['gid://shopify/Order/5', 'gid://shopify/Order/1'];
  const found = await salesStream.byIds(asked, ids);
  expect(found).toMatchObject([{ gone: 'gid://shopify/Order/5' }, { id: 'gid://shopify/Order/1' }]);
});

test.each(['MoreAgreements', 'MoreSales'])(
  'an order that goes while its %s are read is gone',
  async (operation) => {
    const order = fakeOrder(2, { agreements: 14, sales: 30 });
    const asked = await asking([fakeOrder(1), order]);
    standIn?.onRequest((name) => {
      if (name === operation) standIn?.shop.orders.delete('gid://shopify/Order/2');
    });
    const found = await byPages(salesStream, asked);
    expect(found).toMatchObject([
      { id: 'gid://shopify/Order/1' },
      { gone: 'gid://shopify/Order/2' },
    ]);
  },
);

test('a return that goes while its lines are read is an error, and no end', async () => {
  const asked = await asking([manyReturns(fakeOrder(5))]);
  standIn?.onRequest((name) => {
    if (name === 'MoreReturnLines') standIn?.shop.orders.delete('gid://shopify/Order/5');
  });
  await expect(byPages(returnsStream, asked)).rejects.toThrow(/changed while/);
});

test('an agreement that is in another place than it was is an error', async () => {
  const order = fakeOrder(2, { agreements: 2, sales: 9 });
  const asked = await asking([order]);
  standIn?.onRequest((name) => {
    if (name !== 'MoreSales') return;
    standIn?.shop.orders.set(order.id, { ...order, agreements: order.agreements.slice(1) });
  });
  await expect(byPages(salesStream, asked)).rejects.toThrow(SourceError);
});
