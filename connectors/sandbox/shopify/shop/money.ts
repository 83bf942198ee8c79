import type { MoneyBag, MoneyV2 } from '../model.ts';

/** The shop's own currency. */
export const CURRENCY = 'DKK';

/** What a krone is in other currencies, in millionths; made up, and the same on every day. */
const RATES: ReadonlyMap<string, number> = new Map([
  ['EUR', 134_048],
  ['SEK', 1_503_700],
  ['NOK', 1_571_300],
]);

/** The currency of a country's customers; the shop's own where there is no other. */
export function currencyIn(country: string): string {
  return { SE: 'SEK', NO: 'NOK', DE: 'EUR' }[country] ?? CURRENCY;
}

/** Hundredths as Shopify writes decimals: 11900 is "119.0". */
export function decimalOf(hundredths: number): string {
  const size = Math.abs(hundredths);
  const cents = size % 100;
  const fraction = cents % 10 === 0 ? String(cents / 10) : String(cents).padStart(2, '0');
  return `${hundredths < 0 ? '-' : ''}${Math.floor(size / 100)}.${fraction}`;
}

/** An amount (øre) in the shop's currency and in the customer's, each rounded to its own cents. */
export function moneyBag(oere: number, currency: string): MoneyBag {
  const shopMoney = moneyOf(oere, CURRENCY);
  const rate = RATES.get(currency);
  if (rate === undefined) return { shopMoney, presentmentMoney: shopMoney };
  const size = Math.floor((Math.abs(oere) * rate + 500_000) / 1_000_000);
  return { shopMoney, presentmentMoney: moneyOf(Math.sign(oere) * size, currency) };
}

function moneyOf(hundredths: number, currencyCode: string): MoneyV2 {
  return { amount: decimalOf(hundredths), currencyCode };
}
