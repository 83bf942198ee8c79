import { PartError } from '../api/part-error.ts';
import type { OrderHeadFragment } from '../queries/generated.ts';
import { nextOf } from './ask.ts';
import type { Asking, Found, OrderStream } from './stream.ts';

const ORDERS = 50;

/** An order that Shopify can't answer. */
export interface Unanswered {
  readonly unanswered: string;
  readonly reason: string;
}

export type Answered<O> = Found<O> | Unanswered;

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

/** Orders by their ids, in their order; those that Shopify fails at are found by halves. */
export async function oneByOne<O extends OrderHeadFragment>(
  stream: OrderStream<O>,
  asking: Asking,
  ids: readonly string[],
): Promise<Answered<O>[]> {
  const [id] = ids;
  if (id === undefined) return [];
  const most = stream.idsAtOnce(asking);
  if (ids.length <= most) {
    try {
      return [...(await stream.byIds(asking, ids))];
    } catch (error) {
      if (!(error instanceof PartError)) throw error;
      if (ids.length === 1) return [{ unanswered: id, reason: error.message }];
    }
  }
  const middle = Math.min(most, Math.ceil(ids.length / 2));
  const first = await oneByOne(stream, asking, ids.slice(0, middle));
  return [...first, ...(await oneByOne(stream, asking, ids.slice(middle)))];
}
