import { literal } from '../metrics/literal.ts';
import type { RateTable } from './rate-table.ts';

/** Factors remembered before the memory is started anew. */
const MAX_KNOWN = 100_000;

/** A currency that facts of a local date have. */
export interface CurrencyDay {
  readonly currency: string;
  readonly day: string;
}

/** Turns facts' currencies into the business's by the rates of one moment. Pure. */
export class Conversion {
  /** The business's currency, ISO 4217. */
  readonly reporting: string;
  readonly #table: RateTable;
  readonly #known = new Map<string, bigint>();

  constructor(table: RateTable, reporting: string) {
    this.#table = table;
    this.reporting = reporting;
  }

  /** The factor of a currency on a local date, in billionths; 0 where a rate is missing. */
  factor(currency: string, day: string): bigint {
    const key = `${day}${currency}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const factor = this.#table.factor(currency, this.reporting, day) ?? 0n;
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(key, factor);
    return factor;
  }

  /**
   * The factor that a row of fact_sale should have, as SQL over its columns day and currency, of
   * type Decimal(18, 9). Right for rows of these currencies and days, and of the business's own.
   */
  sql(foreign: readonly CurrencyDay[]): string {
    if (foreign.length === 0) return 'toDecimal64(1, 9)';
    const keys = foreign.map(({ day, currency }) => literal(`${day}${currency}`));
    const factors = foreign.map(({ day, currency }) => literal(text(this.factor(currency, day))));
    return `toDecimal64(transform(concat(toString(day), currency), [${keys.join(', ')}], [${factors.join(', ')}], '1'), 9)`;
  }
}

/** Billionths as a plain decimal. */
function text(billionths: bigint): string {
  const digits = billionths.toString().padStart(10, '0');
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`;
}
