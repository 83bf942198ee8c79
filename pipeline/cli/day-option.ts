import { localDay } from '../../schemas/facts.ts';
import { UsageError } from './usage-error.ts';

/** A local date given as an option. @throws UsageError */
export function dayOf(option: string, text: string): string {
  if (localDay.safeParse(text).success) return text;
  throw new UsageError(`${option} ${text} is not a date. Mend: write a day as 2026-03-09.`);
}
