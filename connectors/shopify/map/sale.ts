import type { Reject, SourceRecord } from '../../connector.ts';
import type { SaleEntryFragment } from '../queries/generated.ts';
import { itemOf } from './item.ts';
import { filled, NOTHING, rejectOf, short, type MapContext, type Mapped } from './mapped.ts';
import { measuresOf } from './measures.ts';
import { buyerOf, orderPlace, placeOf } from './order-head.ts';
import { split } from './split.ts';
import { isAllUnsent, unsentUnits } from './unsent.ts';
import { numberOf, type SalesOrder, type WholeAgreement } from './whole-order.ts';

/**
 * The sales ledger of an order: each sale of each agreement (the order itself, edits, returns,
 * refunds) is one fact, on the day it was agreed. A test order has none.
 */
export function salesOf(order: SalesOrder, context: MapContext): Mapped {
  if (order.test) return NOTHING;
  const orderName = filled({ orderName: short(order.name) });
  const shared = { ...orderName, ...placeOf(order, context), ...buyerOf(order, context) };
  const placed = placedBy(order.agreements);
  const entries = order.agreements.flatMap((agreement) =>
    agreement.sales.flatMap((sale) =>
      partsOf(order, agreement, sale).map((part) =>
        entryOf(order, agreement, part, agreement === placed, shared, context),
      ),
    ),
  );
  return {
    records: entries.filter((entry) => 'fact' in entry),
    rejects: entries.filter((entry) => 'reason' in entry),
  };
}

/**
 * The agreement by which an order was placed: the first that sells goods. Goods of later ones are
 * added to the order, by an edit or in exchange, and make no other order of it.
 */
function placedBy(agreements: readonly WholeAgreement[]): WholeAgreement | undefined {
  const sells = agreements.filter(({ sales }) =>
    sales.some(({ actionType, lineType }) => actionType === 'ORDER' && lineType === 'PRODUCT'),
  );
  const rank = ({ reason }: WholeAgreement): number => (reason === 'ORDER' ? 0 : 1);
  return sells.toSorted(
    (a, b) => Date.parse(a.happenedAt) - Date.parse(b.happenedAt) || rank(a) - rank(b),
  )[0];
}

/** A sale, or of one that takes off sent and unsent units both: each by itself. */
interface Part {
  readonly sale: SaleEntryFragment;
  readonly unsent: boolean;
  /** What its fact's id has beside the sale's number. */
  readonly suffix: string;
}

function partsOf(order: SalesOrder, agreement: WholeAgreement, sale: SaleEntryFragment): Part[] {
  const units = Math.abs(sale.quantity ?? 0);
  const unsent = sale.lineType === 'PRODUCT' ? unsentUnits(order, agreement, sale) : 0;
  if (unsent === 0 || unsent === units) {
    return [{ sale, unsent: unsent > 0 || isAllUnsent(order, agreement), suffix: '' }];
  }
  const [never, sent] = split(sale, unsent, units);
  return [
    { sale: sent, unsent: false, suffix: '' },
    { sale: never, unsent: true, suffix: '/unsent' },
  ];
}

type Shared = ReturnType<typeof placeOf> &
  ReturnType<typeof buyerOf> & { readonly orderName?: string };

function entryOf(
  order: SalesOrder,
  agreement: WholeAgreement,
  { sale, unsent, suffix }: Part,
  placed: boolean,
  shared: Shared,
  { dayOf }: MapContext,
): SourceRecord | Reject {
  const place = `${orderPlace(order)}, sale ${numberOf(sale.id)}`;
  const measures = measuresOf(sale, { placed, unsent });
  const orderId = numberOf(order.id);
  const id = `${orderId}/${numberOf(sale.id)}${suffix}`;
  if ('reason' in measures) return { ...rejectOf(place, measures.reason, sale), id };
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
