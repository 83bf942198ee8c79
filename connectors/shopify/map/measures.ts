import { formatDecimal, parseDecimal } from '../../../schemas/decimal.ts';
import type { Sale } from '../../../schemas/facts.ts';
import type { SaleEntryFragment } from '../queries/generated.ts';

export type Measures = Pick<Sale, 'kind' | 'quantity' | 'currency'> &
  Partial<
    Pick<
      Sale,
      | 'gross'
      | 'discount'
      | 'returned'
      | 'tax'
      | 'shipping'
      | 'duties'
      | 'fees'
      | 'originalAmount'
      | 'originalCurrency'
    >
  >;

/** What can't be counted, in words. */
interface Unclear {
  readonly reason: string;
}

/** What mapping knows of a sale's place in its order. */
export interface Place {
  /** Whether it is of the agreement by which the order was placed. */
  readonly placed: boolean;
  /** Whether what it takes off was never sent. */
  readonly unsent: boolean;
}

const NO_SALES = ['GIFT_CARD', 'TIP'];
/** What a customer pays beside the goods: where it counts. */
const CHARGES: Readonly<Record<string, 'shipping' | 'duties' | 'fees'>> = {
  SHIPPING: 'shipping',
  DUTY: 'duties',
  FEE: 'fees',
  ADDITIONAL_FEE: 'fees',
};

/**
 * What a sale of an agreement comes to, in the shop's currency and by Shopify's own definitions
 * (help.shopify.com: "Sales reports"): gross = total − tax + discount; a return takes back total − tax
 * on its own day. A gift card sold is a debt and tips are no sales: only their tax counts.
 */
export function measuresOf(sale: SaleEntryFragment, place: Place): Measures | Unclear {
  const amounts = amountsOf(sale);
  if (amounts === undefined) return { reason: 'an amount is no plain decimal' };
  const { actionType, lineType } = sale;
  const { currencyCode: currency } = sale.totalAmount.shopMoney;
  if (!['ORDER', 'RETURN', 'UPDATE'].includes(actionType)) {
    return { reason: `its action ${actionType} is not known` };
  }
  const tax = formatDecimal(amounts.tax);
  if (NO_SALES.includes(lineType)) return { kind: 'other', quantity: '0', currency, tax };
  const charge = CHARGES[lineType];
  if (charge !== undefined) {
    const kind = charge === 'shipping' ? 'shipping' : 'other';
    return { kind, quantity: '0', currency, [charge]: formatDecimal(amounts.net), tax };
  }
  const shared = { currency, tax, ...originalOf(sale) };
  const back = place.unsent ? 'reversal' : 'return';
  if (lineType === 'ADJUSTMENT') {
    return { kind: back, quantity: '0', returned: formatDecimal(-amounts.net), ...shared };
  }
  if (lineType !== 'PRODUCT') return { reason: `its kind ${lineType} is not known` };
  return { ...goodsOf(sale, amounts, place), ...shared };
}

/** Goods sold, added later, changed in price, or given back. */
function goodsOf(
  { actionType, quantity }: SaleEntryFragment,
  { net, discount }: Amounts,
  { placed, unsent }: Place,
) {
  const units = quantity ?? 0;
  const gross = net + discount;
  if (actionType === 'RETURN') {
    const kind = unsent ? 'reversal' : 'return';
    return {
      kind,
      quantity: String(signedAs(gross, units)),
      returned: formatDecimal(-net),
    } as const;
  }
  return {
    kind: actionType === 'ORDER' && placed ? 'line' : 'edit',
    quantity: String(units),
    gross: formatDecimal(gross),
    discount: formatDecimal(discount),
  } as const;
}

/** Units of a return: less than none, but where a return is called off and the goods stay sold. */
function signedAs(gross: bigint, units: number): number {
  if (gross === 0n || units === 0) return units;
  return gross < 0n ? -Math.abs(units) : Math.abs(units);
}

/** In micros; net is the total without tax. */
interface Amounts {
  readonly net: bigint;
  readonly tax: bigint;
  readonly discount: bigint;
}

function amountsOf(sale: SaleEntryFragment): Amounts | undefined {
  const total = parseDecimal(sale.totalAmount.shopMoney.amount);
  const tax = parseDecimal(sale.totalTaxAmount.shopMoney.amount);
  const discount = parseDecimal(sale.totalDiscountAmountBeforeTaxes.shopMoney.amount);
  if (total === undefined || tax === undefined || discount === undefined) return undefined;
  return { net: total - tax, tax, discount };
}

/** What the customer paid for goods, before tax, in the currency they paid in where it is another. */
function originalOf(sale: SaleEntryFragment) {
  const { shopMoney, presentmentMoney } = sale.totalAmount;
  if (presentmentMoney.currencyCode === shopMoney.currencyCode) return {};
  const total = parseDecimal(presentmentMoney.amount);
  const tax = parseDecimal(sale.totalTaxAmount.presentmentMoney.amount);
  if (total === undefined || tax === undefined) return {};
  return {
    originalAmount: formatDecimal(total - tax),
    originalCurrency: presentmentMoney.currencyCode,
  };
}
