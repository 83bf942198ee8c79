import type { Restocks, SalesOrder } from '../map/whole-order.ts';
import { isRefundOfGoods, needsRestocks } from '../map/unsent.ts';
import type { RestockedFragment, RestocksByIdsQuery } from '../queries/generated.ts';
import { askSized, isOrder, nextOf, stillThere } from './ask.ts';
import { inHalves } from './halves.ts';
import type { Asking, Found, Unanswered } from './stream.ts';

/** Most refunded orders have a few agreements and a refund of a line or two. */
const FIRST = { agreements: 4, items: 5, fulfillments: 20 };
const MORE = { agreements: 10, items: 20 };
const MORE_ITEMS = 100;
/** Orders that wait together. */
const TOGETHER = 500;

type Answer = Extract<RestocksByIdsQuery['nodes'][number], { readonly id: string }>;
type AgreementPart = Answer['agreements']['nodes'][number];

/** Orders with what became of their refunded goods, where it takes asking for it. One that is gone stays out. */
export async function withRestocks(
  asking: Asking,
  orders: readonly SalesOrder[],
): Promise<readonly Found<SalesOrder>[]> {
  const left = orders.filter(needsRestocks).map(({ id }) => id);
  const known = new Map<string, Found<Answer>>();
  while (left.length > 0) {
    const ids = left.splice(0, asking.size('RestocksByIds').size);
    const variables = { ids, ...FIRST };
    const { nodes } = await askSized(asking, 'RestocksByIds', ids.length, variables);
    for (const [index, id] of ids.entries()) {
      const node = nodes[index];
      known.set(id, isOrder(node) ? node : { gone: id });
    }
  }
  const found: Found<SalesOrder>[] = [];
  for (const order of orders) {
    const answer = known.get(order.id);
    if (answer === undefined) found.push(order);
    else if ('gone' in answer) found.push(answer);
    else found.push(await completed(asking, order, answer));
  }
  return found;
}

/** The same for orders as a bulk operation gives them, some hundreds at a time; without a part, named. */
export async function* allWithRestocks(
  asking: Asking,
  orders: AsyncIterable<SalesOrder>,
): AsyncGenerator<SalesOrder | Unanswered> {
  let waiting: SalesOrder[] = [];
  const told = async function* () {
    const found = await inHalves(asking, waiting, {
      idOf: ({ id }) => id,
      ask: (some) => withRestocks(asking, some),
    });
    for (const order of found) if (!('gone' in order)) yield order;
    waiting = [];
  };
  for await (const order of orders) {
    waiting.push(order);
    if (waiting.length >= TOGETHER) yield* told();
  }
  yield* told();
}

async function completed(asking: Asking, order: SalesOrder, answer: Answer): Promise<SalesOrder> {
  const items = new Map<string, readonly RestockedFragment[]>();
  for (const part of await allAgreements(asking, answer)) {
    if ('refund' in part) items.set(part.id, await allItems(asking, part.refund));
  }
  const sent = answer.fulfillments
    .filter(({ status }) => status === 'SUCCESS')
    .map(({ createdAt }) => Date.parse(createdAt));
  const agreements = order.agreements.map((agreement) => {
    if (!isRefundOfGoods(agreement)) return agreement;
    const sentBefore = sent.some((at) => at <= Date.parse(agreement.happenedAt));
    const restocks: Restocks = { items: items.get(agreement.id) ?? [], sentBefore };
    return { ...agreement, restocks };
  });
  return { ...order, agreements };
}

async function allAgreements({ api }: Asking, answer: Answer): Promise<readonly AgreementPart[]> {
  const parts = [...answer.agreements.nodes];
  let after = nextOf(answer.agreements.pageInfo);
  while (after !== undefined) {
    const asked = { order: answer.id, after, ...MORE };
    const more = stillThere((await api.request('MoreRestocks', asked)).order, answer.id).agreements;
    parts.push(...more.nodes);
    after = nextOf(more.pageInfo);
  }
  return parts;
}

type RefundPart = Extract<AgreementPart, { readonly refund: unknown }>['refund'];

async function allItems(
  { api }: Asking,
  { id, refundLineItems }: RefundPart,
): Promise<readonly RestockedFragment[]> {
  const items = [...refundLineItems.nodes];
  let after = nextOf(refundLineItems.pageInfo);
  while (after !== undefined) {
    const asked = { refund: id, after, items: MORE_ITEMS };
    const more = stillThere((await api.request('MoreRestocked', asked)).refund, id).refundLineItems;
    items.push(...more.nodes);
    after = nextOf(more.pageInfo);
  }
  return items;
}
