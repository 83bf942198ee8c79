import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BulkError } from '../../../../connectors/shopify/api/bulk-error.ts';
import { inOrder } from '../../../../connectors/shopify/orders/in-order.ts';
import { halvesOf, slicesOf, type Slice } from '../../../../connectors/shopify/orders/slices.ts';

const ascending = (a: number, b: number): number => a - b;
const second = fc.integer({ min: 0, max: 999 }).map((n) => n * 1_000);

/** Times of orders, and how many of them are in a span. */
function counted(times: readonly number[], cap: number) {
  return ({ from, to }: { from: number; to: number }) => {
    const found = times.filter((time) => time >= from && time < to).length;
    return Promise.resolve(found > cap ? Infinity : found);
  };
}

test('property: slices hold every order once, in order, and few', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(second, { maxLength: 60 }),
      fc.integer({ min: 1, max: 60 }),
      async (times, cap) => {
        const slices = await Array.fromAsync(
          slicesOf({ from: 0, to: 1_000_000 }, counted(times, cap), 10),
        );
        const inside = slices.flatMap(({ from, to }) =>
          times.filter((time) => time >= from && time < to),
        );
        expect(inside.toSorted(ascending)).toEqual(times.toSorted(ascending));
        for (const [index, slice] of slices.entries()) {
          expect(slice.from).toBeGreaterThanOrEqual(slices[index - 1]?.to ?? 0);
          const many = times.filter((time) => time >= slice.from && time < slice.to).length;
          expect(many <= 10 || slice.to - slice.from === 1_000).toBe(true);
        }
      },
    ),
  );
});

test('a second can’t be cut', () => {
  expect(halvesOf({ from: 1_000, to: 2_000 })).toEqual([]);
  expect(halvesOf({ from: 1_000, to: 3_000 })).toEqual([
    { from: 1_000, to: 2_000 },
    { from: 2_000, to: 3_000 },
  ]);
});

async function* someSlices(count: number): AsyncGenerator<Slice> {
  for (let n = 0; n < count; n++) {
    yield { from: n * 8_000, to: (n + 1) * 8_000, tries: 0, orders: 8_000 };
  }
}

/** Gives the seconds of a slice as orders. */
async function* secondsOf({ from, to }: Slice): AsyncGenerator<number> {
  for (let time = from; time < to; time += 1_000) yield time;
}

const signal = new AbortController().signal;
const tooLarge = () => new BulkError('shop', 'TIMEOUT', 'ended');

test('slices run side by side, five at most, and come in their order', async () => {
  let running = 0;
  let most = 0;
  async function* open(slice: Slice): AsyncGenerator<number> {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, slice.from === 0 ? 30 : 1));
    running--;
    yield* secondsOf(slice);
  }
  const given = await Array.fromAsync(inOrder(someSlices(12), open, signal));
  const orders = given.flatMap((each) => ('order' in each ? [each.order] : []));
  expect(orders).toEqual(Array.from({ length: 96 }, (_, n) => n * 1_000));
  expect(given.filter((each) => 'ended' in each)).toHaveLength(12);
  expect(most).toBe(5);
});

test('a slice that is too large is read in halves', async () => {
  async function* open(slice: Slice): AsyncGenerator<number> {
    if (slice.to - slice.from > 2_000) throw tooLarge();
    yield* secondsOf(slice);
  }
  const given = await Array.fromAsync(inOrder(someSlices(2), open, signal));
  const orders = given.flatMap((each) => ('order' in each ? [each.order] : []));
  expect(orders).toEqual(Array.from({ length: 16 }, (_, n) => n * 1_000));
});

test.each([
  ['has few orders', 250, [8_000]],
  [
    'is tried as often as it can be',
    Infinity,
    [1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000],
  ],
])(
  'a slice that %s and always fails is left to other ways, and the others come',
  async (_, orders, spans) => {
    async function* some(): AsyncGenerator<Slice> {
      for await (const slice of someSlices(3)) yield { ...slice, orders };
    }
    async function* open(slice: Slice): AsyncGenerator<number> {
      if (slice.from < 8_000) throw tooLarge();
      yield* secondsOf(slice);
    }
    const given = await Array.fromAsync(inOrder(some(), open, signal));
    const failed = given.flatMap((each) => ('failed' in each ? [each.failed] : []));
    expect(failed.map(({ from, to }) => to - from)).toEqual(spans);
    const orderly = given.flatMap((each) => ('order' in each ? [each.order] : []));
    expect(orderly).toEqual(Array.from({ length: 16 }, (__, n) => 8_000 + n * 1_000));
    const ended = given.flatMap((each) => ('ended' in each ? [each.ended.to] : []));
    expect(ended).toEqual(ended.toSorted(ascending));
    expect(ended.at(-1)).toBe(24_000);
  },
);

test.each(['ACCESS_DENIED', 'CANCELED', 'BUSY'] as const)(
  'a slice that fails by %s fails the reading, and stops what was started',
  async (failure) => {
    const error = new BulkError('shop', failure, 'ended');
    const stopped: number[] = [];
    async function* open(slice: Slice, stop: AbortSignal): AsyncGenerator<number> {
      if (slice.from < 8_000) throw error;
      stop.addEventListener('abort', () => stopped.push(slice.from), { once: true });
      yield* secondsOf(slice);
    }
    await expect(Array.fromAsync(inOrder(someSlices(4), open, signal))).rejects.toThrow(error);
    expect(stopped.toSorted(ascending)).toEqual([8_000, 16_000, 24_000]);
  },
);
