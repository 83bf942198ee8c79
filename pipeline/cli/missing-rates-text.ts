import type { MissingRate } from '../../schemas/attainment.ts';
import { plural } from './plural.ts';

/** Days named in one line. */
const NAMED = 3;

/** "45 sales in SEK count as nothing: no rate on 2024-01-05, … Mend: …", a line for each currency. */
export function missingRatesLines(missing: readonly MissingRate[]): string[] {
  const byCurrency = Map.groupBy(missing, ({ currency }) => currency);
  return [...byCurrency].map(([currency, days]) => {
    const facts = days.reduce((sum, day) => sum + day.facts, 0);
    const named = days.slice(0, NAMED).map(({ day }) => day);
    const more = days.length > NAMED ? [`and ${plural(days.length - NAMED, 'day')} more`] : [];
    return `${plural(facts, 'sale')} in ${currency} count as nothing: no rate on ${[...named, ...more].join(', ')}. Mend: sync a connection with connector fx that has ${currency} for these days.`;
  });
}
