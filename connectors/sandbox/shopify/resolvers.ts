import { GraphQLError } from 'graphql';
import type { Asking, Resolvers } from './asking.ts';
import { MAX_PAGE } from './connection.ts';
import { eventsOf } from './events.ts';
import type { Fulfillment, Order, Refund, ReturnOfGoods } from './model.ts';
import { typeOfId } from './schema.ts';
import { accessDenied, forbids } from './scopes.ts';

/** How the shop's own fields are found; the others are properties of their objects. */
export const SHOP_RESOLVERS: Resolvers = {
  'QueryRoot.shop': (_, __, { shop }) => shop.info,
  'QueryRoot.currentAppInstallation': (_, __, { app }) => ({
    id: 'gid://shopify/AppInstallation/1',
    accessScopes: app.scopes.map((handle) => ({ handle })),
  }),
  'QueryRoot.order': (_, { id }, asking) => orderById(String(id), asking),
  'QueryRoot.orders': (_, args, asking) => {
    const warn = asking.warn.bind(undefined, 'orders', textOf(args['query']));
    return asking.orders.page(args, warn);
  },
  'QueryRoot.ordersCount': (_, { query, limit }, asking) => {
    const text = textOf(query);
    const { length } = asking.orders.find(text, asking.warn.bind(undefined, 'ordersCount', text));
    const most = typeof limit === 'number' ? limit : Infinity;
    return length > most
      ? { count: most, precision: 'AT_LEAST' }
      : { count: length, precision: 'EXACT' };
  },
  'QueryRoot.nodes': (_, { ids }, asking) => {
    const asked = ids as readonly string[];
    if (asked.length > MAX_PAGE) {
      throw badInput(
        `The input array size of ${asked.length} is greater than the maximum allowed of ${MAX_PAGE}.`,
        'MAX_INPUT_SIZE_EXCEEDED',
      );
    }
    return asked.map((id) => nodeById(id, asking));
  },
  'QueryRoot.events': (_, args, asking) => eventsOf(args, asking),
  'QueryRoot.refund': (_, { id }, asking) => refundById(String(id), asking),
  'QueryRoot.fulfillment': (_, { id }, asking) => fulfillmentById(String(id), asking),
  'QueryRoot.return': (_, { id }, asking) => returnById(String(id), asking),
  'QueryRoot.shopifyqlQuery': (_, { query }, { shop, now }) => {
    const answer = shop.report(String(query), now);
    if ('parseErrors' in answer) return { parseErrors: answer.parseErrors, tableData: null };
    return { parseErrors: [], tableData: answer };
  },
  'Order.fulfillmentOrders': (source) => {
    const { fulfillments, fulfillmentOrders } = source as Order;
    return fulfillmentOrders.map((each) => ({
      ...each,
      fulfillments: fulfillments.filter(({ id }) => each.fulfillmentIds.includes(id)),
    }));
  },
  'Fulfillment.order': (source, _, asking) => ownerOf((source as Fulfillment).id, asking),
  'Return.order': (source, _, asking) => ownerOf((source as ReturnOfGoods).id, asking),
  'Refund.order': (source, _, asking) => ownerOf((source as { id: string }).id, asking),
};

const FINDERS: Readonly<Record<string, (id: string, asking: Asking) => unknown>> = {
  Order: orderById,
  Fulfillment: fulfillmentById,
  Return: returnById,
  Refund: refundById,
};

function nodeById(id: string, asking: Asking): unknown {
  const type = typeOfId(id);
  if (type === undefined)
    throw badInput(`Invalid global id '${id}'`, 'argumentLiteralsIncompatible');
  const rule = forbids(asking.scopes, 'QueryRoot', 'nodes', type);
  if (rule !== undefined) throw accessDenied('nodes', rule);
  return FINDERS[type]?.(id, asking) ?? null;
}

/** An order as the app sees it; null where it doesn't. */
function orderById(id: string, { shop, now, orders }: Asking): Order | null {
  const order = shop.order(id, now);
  return order !== undefined && orders.shows(Date.parse(order.createdAt)) ? order : null;
}

function ownerOf(id: string, asking: Asking): Order | null {
  const order = asking.shop.orderOf(id, asking.now);
  return order === undefined ? null : orderById(order, asking);
}

function fulfillmentById(id: string, asking: Asking): Fulfillment | null {
  return ownerOf(id, asking)?.fulfillments.find((each) => each.id === id) ?? null;
}

function returnById(id: string, asking: Asking): ReturnOfGoods | null {
  return ownerOf(id, asking)?.returns.find((each) => each.id === id) ?? null;
}

function refundById(id: string, asking: Asking): Refund | null {
  const agreements = ownerOf(id, asking)?.agreements ?? [];
  return agreements.find(({ refund }) => refund?.id === id)?.refund ?? null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function badInput(message: string, code: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
