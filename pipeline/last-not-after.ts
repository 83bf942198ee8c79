/** The place of the last of some ascending values that is not after another; −1 where all are after it. */
export function lastNotAfter<T extends string | number>(values: readonly T[], limit: T): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const value = values[middle];
    if (value !== undefined && value <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
