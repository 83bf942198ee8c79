import { Conversion, type CurrencyDay } from '../fx/conversion.ts';
import { RateTable, type DatedRate } from '../fx/rate-table.ts';
import type { Store } from '../store/store.ts';

/** The conversion by the rates that the store has. */
export interface Rates {
  /** The business's currency, ISO 4217. */
  readonly reporting: string;
  /** The same object until the rates change, whoever stored them. */
  current(): Promise<Conversion>;
}

/** Keeps the store's rates at hand. */
export function openRates(store: Store, reporting: string): Rates {
  let stamp: string | undefined;
  let conversion = new Conversion(new RateTable([]), reporting);
  return {
    reporting,
    async current() {
      const newest = await stampOf(store);
      if (newest === stamp) return conversion;
      conversion = new Conversion(new RateTable(await readRates(store)), reporting);
      stamp = newest;
      return conversion;
    },
  };
}

/**
 * Differs whenever the rates do. Rows that stand twice before the engine merges them may change it
 * too, which costs one more reading.
 */
async function stampOf(store: Store): Promise<string> {
  const [row] = await store.query<{ stamp: string }>(
    "SELECT concat(toString(count()), '/', toString(groupBitXor(cityHash64(source, stream, id, day, rank, deleted)))) AS stamp FROM fact_rate",
  );
  return row?.stamp ?? '';
}

/** Of several sources the one observed last counts; of the same moment the greater name. */
function readRates(store: Store): Promise<DatedRate[]> {
  return store.query<DatedRate>(
    `SELECT currency, toString(day) AS day, toString(argMax(rate, (observed_at, source, stream, id))) AS rate
     FROM fact_rate FINAL GROUP BY currency, day`,
  );
}

/** Currencies and days of sales whose factor is not simply 1. @param days a condition on the day, as SQL. */
export function foreignDays(
  store: Store,
  { reporting }: Conversion,
  days?: string,
): Promise<CurrencyDay[]> {
  return store.query<CurrencyDay>(
    `SELECT DISTINCT currency, day FROM fact_sale
     WHERE deleted = 0 AND (currency != {reporting:String} OR fx != 1)${days === undefined ? '' : ` AND ${days}`}`,
    { reporting },
  );
}
