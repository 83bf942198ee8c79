import { BulkError } from '../api/bulk-error.ts';
import { halvesOf, type Slice } from './slices.ts';

/** Shopify runs so many bulk operations of an app at once. */
const AT_ONCE = 5;
/** How often a slice is halved or tried again. */
const TRIES = 6;

/** What a slice gave: its orders one by one, then that it ended. */
export type Given<O> = { readonly order: O } | { readonly ended: Slice };

type Open<O> = (slice: Slice, signal: AbortSignal) => AsyncIterable<O>;

interface Started<O> {
  readonly slice: Slice;
  readonly orders: AsyncIterator<O>;
  readonly first: Promise<IteratorResult<O>>;
}

/**
 * Reads slices side by side and gives their orders slice after slice. One that turns out too large
 * is read again in halves. Once nobody reads on, what was started is stopped.
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
        () => [],
        (error: unknown) => smaller(head.slice, error),
      );
      if (again.length > 0) queue.unshift(...again.map(start));
      else yield* ordersOf(head);
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

/** What to read instead of a slice that failed. @throws the failure where nothing smaller may help */
function smaller(slice: Slice, error: unknown): Slice[] {
  const tries = slice.tries + 1;
  if (!(error instanceof BulkError) || !error.tooLarge || tries > TRIES) throw error;
  const halves = halvesOf(slice);
  return (halves.length > 0 ? halves : [slice]).map((each) => ({ ...each, tries }));
}

async function* ordersOf<O>({ slice, orders, first }: Started<O>): AsyncGenerator<Given<O>> {
  for (let next = await first; next.done !== true; next = await orders.next()) {
    yield { order: next.value };
  }
  yield { ended: slice };
}
