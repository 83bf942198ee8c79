import { SourceError } from '../../connector.ts';
import { PartError } from '../api/part-error.ts';
import type {
  OrderReturnsFragment,
  OrderSalesFragment,
  OrderShipmentsFragment,
} from '../queries/generated.ts';
import { askSized, isOrder } from './ask.ts';
import type { Asking } from './stream.ts';

/** What is asked for of each order: nine of ten have no more, and a dozen of them fit a request. */
export const FEW = { agreements: 1, sales: 4, returns: 1, lines: 2, fulfillments: 2, events: 1 };
/** Requests under way at once. */
const AT_ONCE = 4;

/** What all streams read of an order. Those that weren't asked for are absent from it. */
export type AllParts = OrderSalesFragment & OrderReturnsFragment & OrderShipmentsFragment;

/** An order that was asked for: what came of it, or that it is gone; neither where it wasn't told. */
export interface Asked {
  readonly id: string;
  readonly parts?: AllParts;
  readonly gone?: true;
}

/**
 * Asks for the first orders of a list by a few requests, each for all the streams at once, and takes
 * them off the list. Where Shopify refuses that, or fails at a part of it, nothing is told of them: each
 * stream asks by itself, and it shows which stream is refused, and which order fails.
 */
export async function askTogether(
  asking: Asking,
  streams: readonly string[],
  left: string[],
): Promise<readonly Asked[]> {
  const sizes = asking.size(`OrdersByIds of ${streams.join()}`);
  const { size } = sizes;
  const lots = Array.from({ length: AT_ONCE }, () => left.splice(0, size));
  const asked = lots
    .filter((ids) => ids.length > 0)
    .map((ids) =>
      ask({ ...asking, size: () => sizes }, streams, ids).catch((error: unknown) => {
        const isTheirs = error instanceof SourceError && !error.retry;
        if (isTheirs || error instanceof PartError) return ids.map((id) => ({ id }));
        throw error;
      }),
    );
  return (await Promise.all(asked)).flat();
}

async function ask(
  asking: Asking,
  streams: readonly string[],
  ids: readonly string[],
): Promise<Asked[]> {
  const wanted = {
    withSales: streams.includes('sales'),
    withReturns: streams.includes('returns'),
    withShipments: streams.includes('shipments'),
  };
  const variables = { ids, ...wanted, ...FEW, ...asking.includes };
  const { nodes } = await askSized(asking, 'OrdersByIds', ids.length, variables);
  return ids.map((id, index) => {
    const node = nodes[index];
    return isOrder(node) ? { id, parts: node } : { id, gone: true };
  });
}
