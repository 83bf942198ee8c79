import { addDays } from '../../schemas/calendar.ts';
import type { Metric } from '../../schemas/metric.ts';
import type { Days } from './calendar.ts';

/**
 * The days of a window whose figures may still change by themselves: those younger than the metric's
 * maturity (goods may still come back), or than what its source restates. Nothing where all is final
 * or nothing has begun. Pure.
 * @param today a local date, like the window's.
 */
export function provisionalDays(
  { maturityDays = 0, provisionalDays: restated = 0 }: Metric,
  window: Days,
  today: string,
): { provisional?: { since: string; until: string } } {
  const days = Math.max(maturityDays, restated);
  if (days === 0 || today < window.start) return {};
  const young = addDays(today, 1 - days);
  const since = young > window.start ? young : window.start;
  if (since > window.end) return {};
  return { provisional: { since, until: addDays(window.end, days) } };
}
