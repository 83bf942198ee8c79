import { runBulk } from '../api/bulk.ts';
import { salesOf } from '../map/sale.ts';
import { needsRestocks } from '../map/unsent.ts';
import type { SalesOrder, WholeAgreement } from '../map/whole-order.ts';
import type { OrderSalesFragment } from '../queries/generated.ts';
import { askSized, changedMeanwhile, foundByIds, nextOf } from './ask.ts';
import { journeyDue } from './due.ts';
import { idOf } from './facts-of.ts';
import { MAPPING } from './mapping.ts';
import { allWithRestocks, withRestocks } from './restocks.ts';
import type { Asking, Found, OrderStream } from './stream.ts';

/** Most orders have one agreement of few sales; the rest of the others is asked for afterwards. */
const FIRST = { agreements: 2, sales: 5 };
const MORE = { agreements: 5, sales: 15 };
const MORE_SALES = 80;

type Part = OrderSalesFragment;
type AgreementPart = Part['agreements']['nodes'][number];

export const salesStream: OrderStream<SalesOrder> = {
  mapping: MAPPING.sales,
  async page(asking, filter, after) {
    const first = asking.size('SalesPage').size;
    const variables = { filter, first, after, ...FIRST, ...asking.includes };
    const { orders } = await askSized(asking, 'SalesPage', first, variables);
    const found: Found<SalesOrder>[] = [];
    for (const order of orders.nodes) found.push(await whole(asking, order));
    return { orders: await restocked(asking, found), after: nextOf(orders.pageInfo) };
  },
  async byIds(asking, ids) {
    const variables = { ids, ...FIRST, ...asking.includes };
    const { nodes } = await askSized(asking, 'SalesByIds', ids.length, variables);
    const found = await foundByIds<Part, SalesOrder>(ids, nodes, (order) => whole(asking, order));
    return restocked(asking, found);
  },
  fromParts: asItIs,
  idsAtOnce: ({ size }) => size('SalesByIds').size,
  bulk: (asking, filter, signal) =>
    allWithRestocks(
      asking,
      runBulk(asking.api, 'BulkSales', { filter, ...asking.includes }, signal),
    ),
  map: salesOf,
  due: (order, { now }) => journeyDue(order, now),
};

/** Found orders, in their order, with what became of their refunded goods. */
async function restocked(
  asking: Asking,
  found: readonly Found<SalesOrder>[],
): Promise<readonly Found<SalesOrder>[]> {
  const there = found.filter((each): each is SalesOrder => !('gone' in each));
  const told = new Map(
    (await withRestocks(asking, there)).map((each) => [idOf(each), each] as const),
  );
  return found.map((each) => told.get(idOf(each)) ?? each);
}

/** An order that has no more than came with it. */
function asItIs(order: Part): SalesOrder | undefined {
  const { nodes, pageInfo } = order.agreements;
  const isCut = pageInfo.hasNextPage || nodes.some(({ sales }) => sales.pageInfo.hasNextPage);
  if (isCut) return undefined;
  const agreements = nodes.map((part) => ({ ...part, sales: part.sales.nodes }));
  const all = { ...order, agreements };
  return needsRestocks(all) ? undefined : all;
}

async function whole(asking: Asking, order: Part): Promise<Found<SalesOrder>> {
  const { products, staff } = asking.includes;
  const parts = [...order.agreements.nodes];
  let after = nextOf(order.agreements.pageInfo);
  while (after !== undefined) {
    const asked = { order: order.id, after, ...MORE, products, staff };
    const more = await asking.api.request('MoreAgreements', asked);
    if (more.order === null) return { gone: order.id };
    parts.push(...more.order.agreements.nodes);
    after = nextOf(more.order.agreements.pageInfo);
  }
  const agreements = await withAllSales(asking, order.id, parts);
  return agreements === undefined ? { gone: order.id } : { ...order, agreements };
}

/** Goes through the agreements one by one as far as one has more sales than were asked for. */
async function withAllSales(
  asking: Asking,
  order: string,
  parts: readonly AgreementPart[],
): Promise<WholeAgreement[] | undefined> {
  const last = parts.findLastIndex(({ sales }) => sales.pageInfo.hasNextPage);
  const agreements: WholeAgreement[] = [];
  let before: string | null = null;
  for (const [index, part] of parts.entries()) {
    const sales = [...part.sales.nodes];
    if (index <= last) {
      const rest = await salesAfter(asking, order, part, before);
      if (rest === undefined) return undefined;
      sales.push(...rest.sales);
      before = rest.place;
    }
    agreements.push({ ...part, sales });
  }
  return agreements;
}

/** The sales of an agreement beyond those known, and where the next agreement starts. */
async function salesAfter(
  { api, includes: { products } }: Asking,
  order: string,
  part: AgreementPart,
  before: string | null,
) {
  const sales: WholeAgreement['sales'][number][] = [];
  let after = part.sales.pageInfo.endCursor;
  for (;;) {
    const asked = { order, before, after, sales: MORE_SALES, products };
    const more = await api.request('MoreSales', asked);
    if (more.order === null) return undefined;
    const { nodes, pageInfo } = more.order.agreements;
    const [found] = nodes;
    if (found?.id !== part.id) throw changedMeanwhile(order);
    if (part.sales.pageInfo.hasNextPage) sales.push(...found.sales.nodes);
    if (!found.sales.pageInfo.hasNextPage) return { sales, place: pageInfo.endCursor };
    after = found.sales.pageInfo.endCursor;
  }
}
