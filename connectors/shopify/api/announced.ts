import { addDays, daysBetween } from '../../../schemas/calendar.ts';
import type { CheckFinding } from '../../connector.ts';
import { VERSION } from './exchange.ts';

/** People are told so many days before. */
const AHEAD = 90;

/** The day (UTC) until which Shopify promises a version such as 2026-10: the same of the year after. */
export function promisedUntil(version: string): string {
  const [year, month] = version.split('-');
  return `${Number(year) + 1}-${month}-01`;
}

/** That a version is about to be retired, or may have been. @param now ms */
export function retirement(version: string, now: number): CheckFinding | undefined {
  const day = promisedUntil(version);
  const today = new Date(now).toISOString().slice(0, 10);
  if (today < addDays(day, -AHEAD)) return undefined;
  const left = daysBetween(today, day);
  const when = left > 0 ? `${day}, in ${left} days` : `${day}, which is over`;
  return {
    level: 'warning',
    message: `Shopify answers version ${version} of its API until ${when}; after that no sync succeeds`,
    mend: 'Update goalstream, which then asks for a later version.',
  };
}

/** What Shopify announces of the API that the connector uses, by its answers and by the calendar. */
export function announced(deprecated: readonly string[], now: number): CheckFinding[] {
  const retired = retirement(VERSION, now);
  const removed: CheckFinding[] = deprecated.map((what) => ({
    level: 'warning',
    message: `Shopify announces that later versions of its API lack what goalstream asks for: ${what}`,
    mend: 'Update goalstream; report it if it stays.',
  }));
  return retired === undefined ? removed : [retired, ...removed];
}
