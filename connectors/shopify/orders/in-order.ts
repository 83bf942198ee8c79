import { BulkError } from '../api/bulk-error.ts';
import { halvesOf, type Slice } from './slices.ts';

/** Shopify runs so many bulk operations of an app at once. */
const AT_ONCE = 5;
/** How often a slice is halved or tried again. */
const TRIES = 6;
/** So few orders are read page by page as soon as a bulk operation fails at them. */
const FEW = 250;

/**
 * What a slice gave: its orders one by one; or that bulk operations fail at it, however small, so that
 * it must be read otherwise. Then that it ended.
 */
export type Given<O> =
  | { readonly order: O }
  | { readonly failed: Slice }
  | { readonly ended: Slice };

type Open<O> = (slice: Slice, signal: AbortSignal) => AsyncIterable<O>;

interface Started<O> {
  readonly slice: Slice;
  readonly orders: AsyncIterator<O>;
  readonly first: Promise<IteratorResult<O>>;
}

/**
 * Reads slices side by side and gives their orders slice after slice. One that a bulk operation fails
 * at is read again in halves, as it may be too large or hold one order that Shopify can't answer; what
 * is left of it in the end is given as failed. Once nobody reads on, what was started is stopped.
 */
export async function* inOrder<O>(
  slices: AsyncGenerator<Slice>,
  open: Open<O>,
  signal: AbortSignal,
): AsyncGenerator<Given<O>> {
  const stop = new AbortController();
  const start = starter(open, AbortSignal.any([signal, stop.signal]));
  const queue: Started<O>[] = [];
  try {
    for (;;) {
      await fill(queue, slices, start);
      const head = queue.shift();
      if (head === undefined) return;
      const again = await head.first.then(
        () => undefined,
        (error: unknown) => smaller(head.slice, error),
      );
      if (again === undefined) yield* ordersOf(head);
      else if (again.length > 0) queue.unshift(...again.map(start));
      else {
        yield { failed: head.slice };
        yield { ended: head.slice };
      }
    }
  } finally {
    stop.abort();
    await Promise.allSettled(queue.map(async ({ orders }) => orders.return?.()));
  }
}

function starter<O>(open: Open<O>, signal: AbortSignal) {
  return (slice: Slice): Started<O> => {
    const orders = open(slice, signal)[Symbol.asyncIterator]();
    const first = orders.next();
    first.catch(() => undefined);
    return { slice, orders, first };
  };
}

async function fill<O>(
  queue: Started<O>[],
  slices: AsyncGenerator<Slice>,
  start: (slice: Slice) => Started<O>,
): Promise<void> {
  while (queue.length < AT_ONCE) {
    const next = await slices.next();
    if (next.done === true) return;
    queue.push(start(next.value));
  }
}

/**
 * What to read in bulk instead of a slice that failed; nothing where only other ways are left.
 * @throws the failure where it is not one of what the slice holds
 */
function smaller(slice: Slice, error: unknown): Slice[] {
  if (!(error instanceof BulkError) || !error.ofContent) throw error;
  const tries = slice.tries + 1;
  if (slice.orders <= FEW || tries > TRIES) return [];
  const halves = halvesOf(slice);
  if (halves.length === 0) return [{ ...slice, tries }];
  return halves.map((each) => ({ ...each, tries, orders: slice.orders / 2 }));
}

async function* ordersOf<O>({ slice, orders, first }: Started<O>): AsyncGenerator<Given<O>> {
  try {
    for (let next = await first; next.done !== true; next = await orders.next()) {
      yield { order: next.value };
    }
  } finally {
    await orders.return?.();
  }
  yield { ended: slice };
}
