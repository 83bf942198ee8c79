/**
 * Up to where all is read once each order of a page was given, undefined where that is no further
 * than before. The page is sorted by a search index that may lag behind the orders themselves, so a
 * time that is greater than a later one says nothing.
 */
export function positionsOf(times: readonly number[], isLastPage: boolean): (number | undefined)[] {
  const positions: (number | undefined)[] = [];
  let least = isLastPage && times.length > 0 ? Math.max(...times) : undefined;
  for (const time of times.toReversed()) {
    positions.push(least);
    least = Math.min(least ?? Infinity, time);
  }
  return positions.toReversed();
}
