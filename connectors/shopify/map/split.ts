import { formatDecimal, parseDecimal } from '../../../schemas/decimal.ts';
import type { SaleEntryFragment } from '../queries/generated.ts';

/** A sale of several units as two, of so many of them and of the rest, which add up to it exactly. */
export function split(
  sale: SaleEntryFragment,
  some: number,
  units: number,
): [some: SaleEntryFragment, rest: SaleEntryFragment] {
  const sign = Math.sign(sale.quantity ?? 0);
  const partOf = (isSome: boolean): SaleEntryFragment => {
    const money = <M extends { readonly amount: string }>(whole: M): M => {
      const micros = parseDecimal(whole.amount);
      if (micros === undefined) return whole;
      const first = (micros * BigInt(some)) / BigInt(units);
      return { ...whole, amount: formatDecimal(isSome ? first : micros - first) };
    };
    const both = (bag: SaleEntryFragment['totalAmount']) => ({
      shopMoney: money(bag.shopMoney),
      presentmentMoney: money(bag.presentmentMoney),
    });
    const discount = sale.totalDiscountAmountBeforeTaxes;
    return {
      ...sale,
      quantity: sign * (isSome ? some : units - some),
      totalAmount: both(sale.totalAmount),
      totalTaxAmount: both(sale.totalTaxAmount),
      totalDiscountAmountBeforeTaxes: { shopMoney: money(discount.shopMoney) },
    };
  };
  return [partOf(true), partOf(false)];
}
