import type { DataCheck } from '../../schemas/data-check.ts';

/** What the nightly comparison of the data came to. @param time how its moment is written. */
export function dataCheckLines(check: DataCheck | undefined, time: Intl.DateTimeFormat): string[] {
  if (check === undefined) return [];
  const { at, differences, recounted, damaged = [] } = check;
  const again = recounted === 0 ? '' : `; ${recounted} days were made again`;
  const equal =
    differences === 0
      ? 'all figures equal their facts'
      : `${differences} figures differ: goalstream reconcile lists them`;
  return [
    `data compared ${time.format(at)}: ${equal}${again}`,
    ...damaged.map(
      (name) => `ERROR: ${name} is damaged. Fix: stop goalstream and run goalstream repair`,
    ),
  ];
}
