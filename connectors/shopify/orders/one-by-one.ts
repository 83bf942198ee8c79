import { PartError } from '../api/part-error.ts';
import type { OrderHeadFragment } from '../queries/generated.ts';
import { nextOf } from './ask.ts';
import { inHalves } from './halves.ts';
import type { Answered, Asking, OrderStream } from './stream.ts';

const ORDERS = 50;

/** A page with the times of change by which it is sorted, ms. */
interface AnsweredPage<O> {
  readonly orders: readonly Answered<O>[];
  readonly times: readonly number[];
  readonly after: string | undefined;
}

/** A page of a stream; where Shopify fails at an order of it, that one stays out and the others come. */
export async function pageOf<O extends OrderHeadFragment>(
  stream: OrderStream<O>,
  asking: Asking,
  filter: string,
  after: string | undefined,
): Promise<AnsweredPage<O>> {
  try {
    const page = await stream.page(asking, filter, after);
    const times = page.orders.map((order) => ('gone' in order ? 0 : Date.parse(order.updatedAt)));
    return { ...page, times };
  } catch (error) {
    if (!(error instanceof PartError)) throw error;
    const asked = { filter, first: ORDERS, after: after ?? null };
    const { nodes, pageInfo } = (await asking.api.request('OrderIdsPage', asked)).orders;
    const orders = await oneByOne(
      stream,
      asking,
      nodes.map(({ id }) => id),
    );
    const times = nodes.map(({ updatedAt }) => Date.parse(updatedAt));
    return { orders, times, after: nextOf(pageInfo) };
  }
}

/** The same page after page. */
export async function* pagesOf<O extends OrderHeadFragment>(
  stream: OrderStream<O>,
  asking: Asking,
  filter: string,
): AsyncGenerator<AnsweredPage<O>> {
  let after: string | undefined;
  do {
    const page = await pageOf(stream, asking, filter, after);
    yield page;
    after = page.after;
  } while (after !== undefined);
}

/** Orders by their ids, in their order; those that Shopify fails at are named. */
export async function oneByOne<O extends OrderHeadFragment>(
  stream: OrderStream<O>,
  asking: Asking,
  ids: readonly string[],
): Promise<Answered<O>[]> {
  return inHalves(asking, ids, {
    idOf: (id) => id,
    ask: (some) => stream.byIds(asking, some),
    most: stream.idsAtOnce(asking),
  });
}
