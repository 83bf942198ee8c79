import type { Freshness } from '../../schemas/attainment.ts';

/** "43 %", or "120 rows" where it is not known how many there are. */
export function progressText({ done, total, unit }: NonNullable<Freshness['progress']>): string {
  return total === undefined || total === 0
    ? `${done} ${unit}`
    : `${Math.floor((100 * done) / total)} %`;
}
