import type { Order, Sale } from '../../../../connectors/sandbox/shopify/model.ts';

export const salesOf = ({ agreements }: Order): readonly Sale[] =>
  agreements.flatMap(({ sales }) => sales);
const hasSale = (order: Order, lineType: string, actionType: string) =>
  salesOf(order).some((sale) => sale.lineType === lineType && sale.actionType === actionType);
const inDeal = (order: Order, reason: string, sale: (sale: Sale) => boolean) =>
  order.agreements.some((deal) => deal.reason === reason && deal.sales.some(sale));
const shows = ({ fulfillments }: Order, status: string) =>
  fulfillments.some(({ displayStatus }) => displayStatus === status);
const returned = ({ returns }: Order, status: string) =>
  returns.some((back) => back.status === status);

/** What a shop's orders are, each by its name. */
export const KINDS: readonly (readonly [name: string, is: (order: Order) => boolean])[] = [
  ['test', (order) => order.test],
  ['cancelled', (order) => order.cancelledAt !== null],
  ['guest', (order) => order.customer === null],
  ['first order', (order) => order.customerJourneySummary?.customerOrderIndex === 1],
  ['in a store', (order) => order.retailLocation !== null && order.staffMember !== null],
  ['late from a store', (order) => order.createdAt !== order.processedAt],
  ['by staff', (order) => order.agreements[0]?.user !== null],
  ['draft', (order) => order.attribution?.handle === 'draft_orders'],
  ['discounted', (order) => salesOf(order).some(isDiscounted)],
  ['shipping', (order) => hasSale(order, 'SHIPPING', 'ORDER')],
  ['shipping refunded', (order) => inDeal(order, 'REFUND', (sale) => sale.lineType === 'SHIPPING')],
  ['gift card', (order) => hasSale(order, 'GIFT_CARD', 'ORDER')],
  ['tip', (order) => hasSale(order, 'TIP', 'ORDER')],
  ['duty', (order) => hasSale(order, 'DUTY', 'ORDER')],
  ['fee', (order) => hasSale(order, 'FEE', 'ORDER')],
  ['additional fee', (order) => hasSale(order, 'ADDITIONAL_FEE', 'ORDER')],
  ['adjusted', (order) => inDeal(order, 'REFUND', (sale) => sale.lineType === 'ADJUSTMENT')],
  ['item added', (order) => inDeal(order, 'ORDER_EDIT', (sale) => sale.actionType === 'ORDER')],
  ['item removed', (order) => inDeal(order, 'ORDER_EDIT', (sale) => sale.actionType === 'RETURN')],
  ['price changed', (order) => inDeal(order, 'ORDER_EDIT', (sale) => sale.actionType === 'UPDATE')],
  ['return', (order) => inDeal(order, 'RETURN', (sale) => sale.actionType === 'RETURN')],
  ['exchange', (order) => inDeal(order, 'RETURN', (sale) => sale.actionType === 'ORDER')],
  ['partly cancelled', isPartlyCancelled],
  ['refund of a line', (order) => inDeal(order, 'REFUND', (sale) => sale.lineType === 'PRODUCT')],
  ['nothing agreed', (order) => order.agreements.some(({ sales }) => sales.length === 0)],
  ['many agreements', (order) => order.agreements.length > 10],
  ['many sales', (order) => order.agreements.some(({ sales }) => sales.length > 20)],
  ...['EUR', 'SEK', 'NOK'].map((currency) => [currency, paysIn(currency)] as const),
  ['two parcels', (order) => order.fulfillments.length > 1],
  ['two promises', (order) => order.fulfillmentOrders.length > 1],
  ['no promise', (order) => order.fulfillmentOrders.some(({ fulfillBy }) => fulfillBy === null)],
  ...['DELIVERED', 'IN_TRANSIT', 'FAILURE', 'NOT_DELIVERED', 'FULFILLED', 'CANCELED'].map(
    (status) => [status, (order: Order) => shows(order, status)] as const,
  ),
  ...['REQUESTED', 'OPEN', 'CLOSED', 'DECLINED', 'CANCELED'].map(
    (status) => [`return ${status}`, (order: Order) => returned(order, status)] as const,
  ),
  ['no reason', (order) => order.returns.some(isUnexplained)],
  ['product gone', (order) => salesOf(order).some(({ lineItem }) => lineItem?.product === null)],
  ['made to measure', (order) => salesOf(order).some(({ lineItem }) => lineItem?.sku === null)],
  ['unattributed', (order) => order.attribution === null],
];

function isPartlyCancelled({ agreements, cancelledAt }: Order): boolean {
  const items = agreements.flatMap(({ refund }) => refund?.refundLineItems ?? []);
  return cancelledAt === null && items.some(({ restockType }) => restockType === 'CANCEL');
}

function isDiscounted({ totalDiscountAmountBeforeTaxes: { shopMoney } }: Sale): boolean {
  return shopMoney.amount !== '0.0';
}

function isUnexplained({ returnLineItems }: Order['returns'][number]): boolean {
  return returnLineItems.some(({ returnReasonDefinition }) => returnReasonDefinition === null);
}

function paysIn(currency: string) {
  return (order: Order) =>
    salesOf(order).every(
      ({ totalAmount }) =>
        totalAmount.presentmentMoney.currencyCode === currency &&
        totalAmount.shopMoney.currencyCode === 'DKK',
    );
}
