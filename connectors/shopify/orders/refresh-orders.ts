import type { Page } from '../../connector.ts';
import type { OrderHeadFragment } from '../queries/generated.ts';
import { factsOf, idOf, type Wanted } from './facts-of.ts';
import type { Asking, OrderStream } from './stream.ts';

const ORDER = /^gid:\/\/shopify\/Order\/\d{1,20}$/;

/** What orders are now, by their global ids, each as one complete set; of one that is gone it is empty. */
export async function* refreshOrders<O extends OrderHeadFragment>(
  stream: OrderStream<O>,
  asking: Asking,
  keys: readonly string[],
  wanted: Wanted,
): AsyncGenerator<Omit<Page, 'cursor'>> {
  const left = [...new Set(keys)].filter((key) => ORDER.test(key));
  while (left.length > 0) {
    const some = left.splice(0, stream.idsAtOnce(asking));
    // Odd: no sync has it (see Walk).
    const generation = 2 * Math.floor(wanted.context().now / 2) + 1;
    for (const found of await stream.byIds(asking, some)) {
      const snapshot = { scope: idOf(found), generation, last: true };
      yield { ...factsOf(stream, found, wanted), snapshot };
    }
  }
}
