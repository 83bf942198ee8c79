import type { Span } from '../filter.ts';

/** Orders of one bulk operation, about. */
const TARGET = 20_000;
const SECOND = 1_000;

/** Part of what is read in bulk. */
export interface Slice extends Span {
  /** How often it, or more than it, was tried in vain. */
  readonly tries: number;
  /** About; Infinity where that is not known. */
  readonly orders: number;
}

/**
 * Cuts a span of time so that no part has many more orders than are good for one bulk operation,
 * oldest first. Parts without orders are left out; count gives Infinity where it can't tell.
 */
export async function* slicesOf(
  span: Span,
  count: (span: Span) => Promise<number>,
  target = TARGET,
): AsyncGenerator<Slice> {
  const waiting: Span[] = [span];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const orders = await count(next);
    const halves = orders > target ? halvesOf(next) : [];
    if (halves.length > 0) waiting.push(...halves.toReversed());
    else if (orders > 0) yield { ...next, tries: 0, orders };
  }
}

/** A span in two, cut at a whole second; none where it can't be cut. */
export function halvesOf({ from, to }: Span): Span[] {
  const middle = Math.ceil((from + to) / 2 / SECOND) * SECOND;
  if (middle <= from || middle >= to) return [];
  return [
    { from, to: middle },
    { from: middle, to },
  ];
}
