import type { Page } from '../../connector.ts';
import { since, within, type Span } from '../filter.ts';
import type { OrderHeadFragment } from '../queries/generated.ts';
import { countFound } from '../shop.ts';
import type { OrdersCursor } from './cursor.ts';
import { inOrder } from './in-order.ts';
import { pagesOf } from './one-by-one.ts';
import { slicesOf } from './slices.ts';
import type { Asking, OrderStream } from './stream.ts';
import type { Walk } from './walk.ts';

type Reading = NonNullable<OrdersCursor['bulk']>;

const SECOND = 1_000;

/** Searches take whole seconds: the one after an instant (ms) is the first that isn't in it. */
export function secondAfter(at: number): number {
  return (Math.floor(at / SECOND) + 1) * SECOND;
}

/**
 * Gives the orders of a reading in bulk from where it stands, slice after slice; the cursor moves at
 * the end of each. At its end the stream stands where the reading ends: what changed meanwhile comes
 * after. Only orders changed since `changedFrom` (ms) are read.
 */
export async function* inBulk<O extends OrderHeadFragment>(
  walk: Walk<O>,
  stream: OrderStream<O>,
  asking: Asking,
  changedFrom: number,
): AsyncGenerator<Page> {
  const reading = walk.state.bulk;
  if (reading === undefined) return;
  walk.nextPass();
  const { by, until: from, to } = reading;
  const filterOf = (span: Span) => filterFor(reading, span, changedFrom);
  walk.expect(await countFound(asking.api, filterOf({ from, to })));
  const slices = slicesOf({ from, to }, (span) => countFound(asking.api, filterOf(span)));
  const { signal } = asking.api.context;
  const open = (span: Span, stop: AbortSignal) => stream.bulk(asking, filterOf(span), stop);
  const { updatedAt } = walk.state;
  for await (const given of inOrder(slices, open, signal)) {
    if ('order' in given) {
      yield 'unanswered' in given.order
        ? walk.unanswered(given.order)
        : walk.oneOfMany(given.order);
      continue;
    }
    if ('failed' in given) {
      yield* pageByPage(walk, stream, asking, filterOf(given.failed));
      continue;
    }
    walk.moveTo({ updatedAt, bulk: { by, until: given.ended.to, to } });
    yield walk.mark();
  }
  walk.moveTo({ updatedAt: to - SECOND });
  yield walk.mark();
}

/** What no bulk operation gives: one order that Shopify can't answer fails all of them. */
async function* pageByPage<O extends OrderHeadFragment>(
  walk: Walk<O>,
  stream: OrderStream<O>,
  asking: Asking,
  filter: string,
): AsyncGenerator<Page> {
  for await (const { orders } of pagesOf(stream, asking, filter)) {
    for (const each of orders) yield walk.answered(each);
  }
}

function filterFor({ by }: Reading, span: Span, changedFrom: number): string {
  const filter = within(by, span);
  return by === 'created_at' && changedFrom > 0
    ? `${filter} ${since('updated_at', changedFrom)}`
    : filter;
}
