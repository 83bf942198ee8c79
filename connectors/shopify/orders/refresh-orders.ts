import { SourceError, type Page, type Refreshed } from '../../connector.ts';
import type { OrderHeadFragment } from '../queries/generated.ts';
import { factsOf, idOf, type Wanted } from './facts-of.ts';
import { lettersOf } from './letters-of.ts';
import { oneByOne } from './one-by-one.ts';
import type { Answered, Asking, OrderStream } from './stream.ts';
import { askTogether, type Asked } from './together.ts';

const ORDER = /^gid:\/\/shopify\/Order\/\d{1,20}$/;

/** Gives what a stream has of orders that were asked for, each as one complete set. */
export type ReadAgain = (
  asking: Asking,
  asked: readonly Asked[],
  wanted: Wanted,
  generation: number,
) => Promise<readonly Omit<Page, 'cursor'>[]>;

/**
 * What orders are now in several streams, by their global ids; of one that is gone the set is empty.
 * An app that sees the last orders only can't tell that of old ones, which stay as they are.
 * A stream that can't be read doesn't keep the others from it, nor does an order that Shopify fails at.
 */
export async function* refreshOrders(
  streams: ReadonlyMap<string, ReadAgain>,
  asking: Asking,
  keys: readonly string[],
  wanted: Wanted,
): AsyncGenerator<Refreshed> {
  const left = [...new Set(keys)].filter((key) => ORDER.test(key));
  const open = new Map(streams);
  while (left.length > 0 && open.size > 0) {
    // Odd: no sync has it (see Walk).
    const generation = 2 * Math.floor(wanted.context().now / 2) + 1;
    const asked = await askTogether(asking, [...open.keys()], left);
    const read = [...open].map(async ([stream, again]): Promise<Refreshed[]> => {
      try {
        const pages = await again(asking, asked, wanted, generation);
        return pages.map((page) => ({ stream, ...page }));
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        open.delete(stream);
        return [{ stream, failure: error }];
      }
    });
    for (const pages of await Promise.all(read)) yield* pages;
  }
}

/** How a stream reads again: what didn't come whole together with the others it asks for by itself. */
export function readAgain<O extends OrderHeadFragment>(stream: OrderStream<O>): ReadAgain {
  return async (asking, asked, wanted, generation) => {
    const found: Answered<O>[] = [];
    const left: string[] = [];
    for (const { id, parts, gone } of asked) {
      const whole = gone ? { gone: id } : parts && stream.fromParts(parts);
      if (whole === undefined) left.push(id);
      else found.push(whole);
    }
    while (left.length > 0) {
      found.push(...(await oneByOne(stream, asking, left.splice(0, stream.idsAtOnce(asking)))));
    }
    // Where the app doesn't see old orders, only the shop's events tell which are deleted.
    const told = found.filter((each) => asking.wholeHistory || !('gone' in each));
    return told.map((each) => {
      const scope = 'unanswered' in each ? each.unanswered : idOf(each);
      const content = 'unanswered' in each ? lettersOf(each) : factsOf(stream, each, wanted);
      return { ...content, snapshot: { scope, generation, last: true, guard: 'none' as const } };
    });
  };
}
