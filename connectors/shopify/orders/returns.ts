import { runBulk } from '../api/bulk.ts';
import { returnsOf } from '../map/return.ts';
import type { ReturnsOrder, WholeReturn } from '../map/whole-order.ts';
import type { OrderReturnsFragment } from '../queries/generated.ts';
import { askSized, foundByIds, nextOf, stillThere } from './ask.ts';
import { MAPPING } from './mapping.ts';
import type { Asking, Found, OrderStream } from './stream.ts';

/** Most orders have no return; the rest of the others is asked for afterwards. */
const FIRST = { returns: 2, lines: 5 };
const MORE = { returns: 5, lines: 20 };
const MORE_LINES = 100;

type Part = OrderReturnsFragment;
type ReturnPart = Part['returns']['nodes'][number];

export const returnsStream: OrderStream<ReturnsOrder> = {
  mapping: MAPPING.returns,
  async page(asking, filter, after) {
    const first = asking.size('ReturnsPage').size;
    const variables = { filter, first, after, ...FIRST, ...asking.includes };
    const { orders } = await askSized(asking, 'ReturnsPage', first, variables);
    const found: Found<ReturnsOrder>[] = [];
    for (const order of orders.nodes) found.push(await whole(asking, order));
    return { orders: found, after: nextOf(orders.pageInfo) };
  },
  async byIds(asking, ids) {
    const variables = { ids, ...FIRST, ...asking.includes };
    const { nodes } = await askSized(asking, 'ReturnsByIds', ids.length, variables);
    return foundByIds<Part, ReturnsOrder>(ids, nodes, (order) => whole(asking, order));
  },
  fromParts: asItIs,
  idsAtOnce: ({ size }) => size('ReturnsByIds').size,
  bulk: ({ api, includes }, filter, signal) =>
    runBulk(api, 'BulkReturns', { filter, ...includes }, signal),
  map: returnsOf,
  due: () => undefined,
};

/** An order that has no more than came with it. */
function asItIs(order: Part): ReturnsOrder | undefined {
  const { nodes, pageInfo } = order.returns;
  const isCut =
    pageInfo.hasNextPage || nodes.some((each) => each.returnLineItems.pageInfo.hasNextPage);
  if (isCut) return undefined;
  const returns = nodes.map((part) => ({ ...part, returnLineItems: part.returnLineItems.nodes }));
  return { ...order, returns };
}

async function whole(asking: Asking, order: Part): Promise<Found<ReturnsOrder>> {
  const { products } = asking.includes;
  const parts = [...order.returns.nodes];
  let after = nextOf(order.returns.pageInfo);
  while (after !== undefined) {
    const asked = { order: order.id, after, ...MORE, products };
    const more = await asking.api.request('MoreReturns', asked);
    if (more.order === null) return { gone: order.id };
    parts.push(...more.order.returns.nodes);
    after = nextOf(more.order.returns.pageInfo);
  }
  const returns: WholeReturn[] = [];
  for (const part of parts) returns.push(await withAllLines(asking, part));
  return { ...order, returns };
}

async function withAllLines({ api, includes }: Asking, part: ReturnPart): Promise<WholeReturn> {
  const returnLineItems = [...part.returnLineItems.nodes];
  let after = nextOf(part.returnLineItems.pageInfo);
  while (after !== undefined) {
    const { products } = includes;
    const asked = { return: part.id, after, lines: MORE_LINES, products };
    const found = (await api.request('MoreReturnLines', asked)).return;
    const more = stillThere(found, part.id).returnLineItems;
    returnLineItems.push(...more.nodes);
    after = nextOf(more.pageInfo);
  }
  return { ...part, returnLineItems };
}
