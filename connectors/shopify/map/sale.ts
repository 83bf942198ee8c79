import type { SaleEntryFragment } from '../queries/generated.ts';
import { itemOf } from './item.ts';
import { filled, NOTHING, rejectOf, short, type MapContext, type Mapped } from './mapped.ts';
import { measuresOf } from './measures.ts';
import { buyerOf, orderPlace, placeOf } from './order-head.ts';
import { numberOf, type SalesOrder, type WholeAgreement } from './whole-order.ts';

/**
 * The sales ledger of an order: each sale of each agreement (the order itself, edits, returns,
 * refunds) is one fact, on the day it was agreed. A test order has none.
 */
export function salesOf(order: SalesOrder, context: MapContext): Mapped {
  if (order.test) return NOTHING;
  const shared = { ...placeOf(order, context), ...buyerOf(order, context) };
  const entries = order.agreements.flatMap((agreement) =>
    agreement.sales.map((sale) => entryOf(order, agreement, sale, shared, context)),
  );
  return {
    records: entries.filter((entry) => 'fact' in entry),
    rejects: entries.filter((entry) => 'reason' in entry),
  };
}

type Shared = ReturnType<typeof placeOf> & ReturnType<typeof buyerOf>;

function entryOf(
  order: SalesOrder,
  agreement: WholeAgreement,
  sale: SaleEntryFragment,
  shared: Shared,
  { dayOf }: MapContext,
) {
  const place = `${orderPlace(order)}, sale ${numberOf(sale.id)}`;
  const measures = measuresOf(sale);
  if ('reason' in measures) return rejectOf(place, measures.reason, sale);
  const orderId = numberOf(order.id);
  const id = `${orderId}/${numberOf(sale.id)}`;
  const occurredAt = Date.parse(agreement.happenedAt);
  const when = { occurredAt, day: dayOf(occurredAt) };
  const item = 'lineItem' in sale ? sale.lineItem : undefined;
  const staff = short(agreement.user?.name ?? order.staffMember?.name);
  const line = filled({ line: item && numberOf(item.id), staff });
  return {
    fact: { id, ...when, orderId, ...measures, ...shared, ...itemOf(item), ...line },
    place,
  };
}
