import type { Conversion, CurrencyDay } from '../fx/conversion.ts';
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
  for (const some of inPieces(foreign)) {
    for (const days of await daysBehind(context.store, conversion.sql(some), some)) {
      const fx = conversion.sql(await foreignDays(context.store, conversion, dayCondition(days)));
      await thenMarked(context, { type: 'sale', days }, () => rewrite(context.store, days, fx));
    }
  }
}

/** Currencies and days of one statement, some thirty bytes each. */
const PAIRS = 8_000;

/** Whole months one after the other, of which one alone may have more than so many. Pure. */
export function inPieces(
  foreign: readonly CurrencyDay[],
  most = PAIRS,
): readonly (readonly CurrencyDay[])[] {
  const sorted = foreign.toSorted((a, b) => (a.day < b.day ? -1 : 1));
  const pieces: CurrencyDay[][] = [];
  for (const month of Map.groupBy(sorted, ({ day }) => day.slice(0, 7)).values()) {
    const last = pieces.at(-1);
    if (last === undefined || last.length + month.length > most) pieces.push([...month]);
    else last.push(...month);
  }
  return pieces;
}

/** Days from the first to the last of some with sales whose factor is another, month by month. */
async function daysBehind(
  store: Store,
  fx: string,
  among: readonly CurrencyDay[],
): Promise<readonly (readonly string[])[]> {
  const [from, to] = [among[0]?.day ?? '', among.at(-1)?.day ?? ''];
  const rows = await store.query<{ days: string[] }>(
    `SELECT groupArray(toString(day)) AS days FROM (
       SELECT DISTINCT day FROM fact_sale FINAL
       WHERE day BETWEEN {from:Date} AND {to:Date} AND fx != ${fx} ORDER BY day
     ) GROUP BY toYYYYMM(day) ORDER BY toYYYYMM(day)`,
    { from, to },
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
