import type { Agreement, LineItem, Refund, Sale } from '../model.ts';
import { hadShipped } from './delivery-objects.ts';
import { gid, partId } from './ids.ts';
import { moneyBag } from './money.ts';
import { staffOf } from './places.ts';
import type { Deal, Entry, Story } from './story.ts';
import { timeOf } from './times.ts';

const AGREEMENTS = {
  ORDER: 'OrderAgreement',
  ORDER_EDIT: 'OrderEditAgreement',
  REFUND: 'RefundAgreement',
  RETURN: 'ReturnAgreement',
} as const;

const SALES = {
  PRODUCT: 'ProductSale',
  SHIPPING: 'ShippingLineSale',
  GIFT_CARD: 'GiftCardSale',
  TIP: 'TipSale',
  DUTY: 'DutySale',
  FEE: 'FeeSale',
  ADDITIONAL_FEE: 'AdditionalFeeSale',
  ADJUSTMENT: 'AdjustmentSale',
} as const;

/** The agreements that have been made by an instant (ms), in their order, each with its sales. */
export function agreementsOf(story: Story, now: number): Agreement[] {
  const made: { readonly deal: Deal; readonly place: number; readonly sales: number }[] = [];
  let sales = 0;
  for (const [place, deal] of story.deals.entries()) {
    if (deal.at <= now) made.push({ deal, place, sales });
    sales += deal.entries.length;
  }
  made.sort((a, b) => a.deal.at - b.deal.at);
  return made.map(({ deal, place, sales: before }) => agreementOf(story, deal, place, before));
}

function agreementOf(story: Story, deal: Deal, place: number, salesBefore: number): Agreement {
  const { at, reason, staff, entries } = deal;
  const typename = AGREEMENTS[reason];
  return {
    __typename: typename,
    id: partId(typename, story.number, place),
    happenedAt: timeOf(at),
    reason,
    user: staff === undefined ? null : staffOf(staff),
    sales: entries.map((entry, n) => saleOf(story, entry, salesBefore + n)),
    ...(reason === 'REFUND' && { refund: refundOf(story, deal, place) }),
  };
}

/** Items have 20 places a refund. */
const ITEMS = 20;

function refundOf(story: Story, { at, entries, restock }: Deal, place: number): Refund {
  const back = entries.filter(({ action, type }) => action === 'RETURN' && type === 'PRODUCT');
  const restockType = restock ?? (hadShipped(story, at) ? 'RETURN' : 'CANCEL');
  return {
    __typename: 'Refund',
    id: partId('Refund', story.number, place),
    refundLineItems: back.map(({ goods = 0, quantity }, n) => ({
      id: partId('RefundLineItem', story.number, place * ITEMS + n),
      quantity: Math.abs(quantity ?? 0),
      restockType,
      lineItem: lineItemOf(story, goods),
    })),
  };
}

function saleOf(story: Story, entry: Entry, place: number): Sale {
  const { type, action, quantity, gross, discount, tax, goods } = entry;
  const bag = (oere: number) => moneyBag(oere, story.currency);
  return {
    __typename: SALES[type],
    id: partId(SALES[type], story.number, place),
    actionType: action,
    lineType: type,
    quantity,
    totalAmount: bag(gross - discount + tax),
    totalDiscountAmountBeforeTaxes: bag(discount),
    totalTaxAmount: bag(tax),
    ...(goods !== undefined && { lineItem: lineItemOf(story, goods) }),
  };
}

/** A line of the order. The product it was of may be gone from the shop, or never have been one. */
export function lineItemOf({ number, goods }: Story, place: number): LineItem {
  const { sku, title, vendor, productType } = goods[place] ?? UNKNOWN;
  const id = partId('LineItem', number, place);
  const luck = (number + place) % 150;
  if (luck === 0) return { id, sku: null, title: 'Made to measure', vendor: null, product: null };
  const product = { id: gid('Product', productNumber(sku)), productType };
  return { id, sku, title, vendor, product: luck === 1 ? null : product };
}

const UNKNOWN = { sku: '', title: '', vendor: '', productType: '' };

function productNumber(sku: string): number {
  let sum = 7_000_000;
  for (const char of sku) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 1_000_000_007;
  return sum;
}
