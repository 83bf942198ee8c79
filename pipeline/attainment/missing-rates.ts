import type { MissingRate } from '../../schemas/attainment.ts';
import type { Store } from '../store/store.ts';

/** Sales that count as nothing because their currency has no rate, by day and currency. */
export async function readMissingRates(store: Store): Promise<MissingRate[]> {
  // Without FINAL it is cheap, and says no only where there is none.
  const [any] = await store.query('SELECT 1 FROM fact_sale WHERE fx = 0 AND deleted = 0 LIMIT 1');
  if (any === undefined) return [];
  const rows = await store.query<{ day: string; currency: string; n: string }>(
    `SELECT toString(day) AS day, toString(currency) AS currency, toString(count()) AS n
     FROM fact_sale FINAL WHERE fx = 0 GROUP BY day, currency ORDER BY day, currency`,
  );
  return rows.map(({ day, currency, n }) => ({ day, currency, facts: Number(n) }));
}
