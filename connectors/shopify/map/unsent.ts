import type { SaleEntryFragment } from '../queries/generated.ts';
import type { SalesOrder, WholeAgreement } from './whole-order.ts';

/** Statuses of an order of which nothing was ever sent. */
const NOTHING_SENT: ReadonlySet<string> = new Set([
  'IN_PROGRESS',
  'ON_HOLD',
  'OPEN',
  'PENDING_FULFILLMENT',
  'SCHEDULED',
  'UNFULFILLED',
]);

type Sent = Pick<SalesOrder, 'displayFulfillmentStatus' | 'cancelledAt'>;

/**
 * How many of the units that a sale takes off an order had not been sent: what never was out does
 * not come back. Edits only reach what is not sent. A refund says it of each line, or nothing of the
 * order was sent by then. A return is of goods that were sent.
 */
export function unsentUnits(
  order: Sent,
  { reason, restocks }: WholeAgreement,
  { actionType, quantity, ...sale }: SaleEntryFragment,
): number {
  if (actionType !== 'RETURN') return 0;
  const all = Math.abs(quantity ?? 0);
  if (reason === 'ORDER_EDIT') return all;
  if (reason !== 'REFUND') return 0;
  if (isNothingSent(order) || restocks?.sentBefore === false) return all;
  if (restocks === undefined) return order.cancelledAt === null ? 0 : all;
  const line = 'lineItem' in sale ? sale.lineItem.id : undefined;
  const cancelled = restocks.items.filter(
    ({ lineItem, restockType }) => lineItem.id === line && restockType === 'CANCEL',
  );
  const units = cancelled.reduce((sum, item) => sum + item.quantity, 0);
  return Math.min(all, units);
}

/** Whether nothing that an agreement takes off had been sent: then its adjustments are no returns. */
export function isAllUnsent(order: Sent, agreement: WholeAgreement): boolean {
  const { reason, sales } = agreement;
  if (reason === 'ORDER_EDIT') return true;
  if (reason !== 'REFUND') return false;
  if (isNothingSent(order)) return true;
  const taken = sales.filter(isGoodsBack);
  const isUnsent = (sale: SaleEntryFragment) =>
    unsentUnits(order, agreement, sale) === Math.abs(sale.quantity ?? 0);
  return taken.length > 0 && taken.every(isUnsent);
}

/** Whether it takes asking what became of refunded goods. */
export function needsRestocks(order: SalesOrder): boolean {
  return !isNothingSent(order) && order.agreements.some(isRefundOfGoods);
}

export function isRefundOfGoods({ reason, sales }: WholeAgreement): boolean {
  return reason === 'REFUND' && sales.some(isGoodsBack);
}

function isGoodsBack({ actionType, lineType }: SaleEntryFragment): boolean {
  return actionType === 'RETURN' && lineType === 'PRODUCT';
}

function isNothingSent({ displayFulfillmentStatus }: Sent): boolean {
  return NOTHING_SENT.has(displayFulfillmentStatus);
}
