import { multiplyDecimal, parseDecimal } from '../../schemas/decimal.ts';
import { memoized } from '../../schemas/memo.ts';
import { BadValue } from './bad-value.ts';
import { decimalTextOf } from './values.ts';

/** Products of quantity and price that are remembered. */
const PRODUCTS = 10_000;
type Decimal = string | number | boolean | undefined;

/** Multiplies quantities by prices, decimals as text; undefined where one of them is. @throws BadValue */
export function productReader(): (quantity: Decimal, price: Decimal) => string | undefined {
  const read = memoized(PRODUCTS, (text) => {
    const [quantity = '', price = ''] = text.split(' ');
    return product(quantity, price);
  });
  return (quantity, price) =>
    quantity === undefined || price === undefined ? undefined : read(`${quantity} ${price}`);
}

function product(quantity: string, price: string): string {
  const micros = multiplyDecimal(parseDecimal(quantity) ?? 0n, parseDecimal(price) ?? 0n);
  if (micros === undefined) {
    throw new BadValue(`quantity × unitPrice (${quantity} × ${price}) needs more than 6 places`);
  }
  return decimalTextOf(micros);
}
