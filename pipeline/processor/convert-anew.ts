import type { Conversion } from '../fx/conversion.ts';
import type { Log } from '../log/log.ts';
import type { Store } from '../store/store.ts';
import { factColumns } from './fact-fields.ts';
import { foreignDays } from './rates.ts';
import { dayCondition, thenMarked } from './reattribution-days.ts';

interface ConvertContext {
  readonly store: Store;
  readonly log: Pick<Log, 'append'>;
}

const SETTINGS = {
  max_query_size: '64000000',
  max_ast_elements: '5000000',
  max_expanded_ast_elements: '5000000',
};

/**
 * Gives sales the factors that their days' rates make now, under their own version, and marks their
 * days dirty. Doing it again changes nothing.
 */
export async function convertAnew(context: ConvertContext, conversion: Conversion): Promise<void> {
  const foreign = await foreignDays(context.store, conversion);
  if (foreign.length === 0) return;
  for (const days of await daysBehind(context.store, conversion.sql(foreign))) {
    const fx = conversion.sql(await foreignDays(context.store, conversion, dayCondition(days)));
    await thenMarked(context, { type: 'sale', days }, () => rewrite(context.store, days, fx));
  }
}

/** Days with sales whose factor is another, month by month. */
async function daysBehind(store: Store, fx: string): Promise<readonly (readonly string[])[]> {
  const rows = await store.query<{ days: string[] }>(
    `SELECT groupArray(toString(day)) AS days FROM (
       SELECT DISTINCT day FROM fact_sale FINAL WHERE fx != ${fx} ORDER BY day
     ) GROUP BY toYYYYMM(day) ORDER BY toYYYYMM(day)`,
    {},
    { settings: SETTINGS },
  );
  return rows.map(({ days }) => days);
}

async function rewrite(store: Store, days: readonly string[], fx: string): Promise<void> {
  const columns = factColumns('sale');
  await store.command(
    `INSERT INTO fact_sale (${columns.join(', ')})
     SELECT ${columns.map((name) => (name === 'fx' ? fx : name)).join(', ')}
     FROM fact_sale FINAL WHERE ${dayCondition(days)} AND fx != ${fx}`,
    {},
    { settings: SETTINGS },
  );
}
