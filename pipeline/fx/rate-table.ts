import { dayNumber } from '../../schemas/calendar.ts';
import { lastNotAfter } from '../last-not-after.ts';
import { divideHalfEven, parseDecimal } from '../../schemas/decimal.ts';

/** Units of a currency for one euro, as published for a local date. */
export interface DatedRate {
  readonly currency: string;
  readonly day: string;
  /** A plain decimal above 0. */
  readonly rate: string;
}

/** Factors are whole numbers of billionths. */
export const ONE = 1_000_000_000n;

/** What the store's Decimal(18, 9) holds ends below this. */
const TOO_LARGE = 1_000_000_000n * ONE;
/** A day without publication takes the latest rate of at most so many days before. */
export const CARRIED_DAYS = 7;

const EUR_MICROS = 1_000_000n;

interface Published {
  /** Days since 1970-01-01, ascending. */
  readonly days: readonly number[];
  /** Micros, beside `days`. */
  readonly rates: readonly bigint[];
}

/** Dated rates of currencies against the euro. Pure. */
export class RateTable {
  readonly #published: ReadonlyMap<string, Published>;

  /** Of two rates of one currency and day the later in the list counts. */
  constructor(rates: Iterable<DatedRate>) {
    const byCurrency = new Map<string, Map<number, bigint>>();
    for (const { currency, day, rate } of rates) {
      const days = byCurrency.get(currency) ?? new Map<number, bigint>();
      byCurrency.set(currency, days.set(dayNumber(day), parseDecimal(rate) ?? 0n));
    }
    this.#published = new Map(
      [...byCurrency].map(([currency, days]) => {
        const sorted = [...days].toSorted(([a], [b]) => a - b);
        return [currency, { days: sorted.map(([day]) => day), rates: sorted.map(([, r]) => r) }];
      }),
    );
  }

  /**
   * The factor that turns an amount of `from` into `to` on a local date, in billionths:
   * rate(to) ÷ rate(from) through the euro, rounded half to even at the ninth place. A currency
   * takes the rate published for the day, or the latest of at most seven days before (weekends and
   * holidays have none, and the rate before them stands).
   * @returns undefined where a rate is missing, or the factor is not within 10⁻⁹ … 10⁹.
   */
  factor(from: string, to: string, day: string): bigint | undefined {
    if (from === to) return ONE;
    const date = dayNumber(day);
    const [divisor, dividend] = [this.#rate(from, date), this.#rate(to, date)];
    if (divisor === undefined || dividend === undefined) return undefined;
    const factor = divideHalfEven(dividend * ONE, divisor);
    return factor > 0n && factor < TOO_LARGE ? factor : undefined;
  }

  #rate(currency: string, day: number): bigint | undefined {
    if (currency === 'EUR') return EUR_MICROS;
    const published = this.#published.get(currency);
    if (published === undefined) return undefined;
    const at = lastNotAfter(published.days, day);
    const rate = published.rates[at];
    const isNear = day - (published.days[at] ?? -Infinity) <= CARRIED_DAYS;
    return isNear && rate !== undefined && rate > 0n ? rate : undefined;
  }
}
