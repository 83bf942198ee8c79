import { itemOf } from './item.ts';
import { filled, NOTHING, short, type MapContext, type Mapped } from './mapped.ts';
import { orderPlace, placeOf } from './order-head.ts';
import { numberOf, type ReturnsOrder, type WholeReturn } from './whole-order.ts';

/**
 * The goods of an order that were sent back: a fact for each line of each return, on the day it was
 * asked for. A return that was declined or cancelled is none. Received is when the return was closed,
 * as Shopify tells no other time.
 */
export function returnsOf(order: ReturnsOrder, context: MapContext): Mapped {
  if (order.test) return NOTHING;
  const records = order.returns
    .filter(({ status }) => status !== 'DECLINED' && status !== 'CANCELED')
    .flatMap((sentBack) => linesOf(order, sentBack, context));
  return { records, rejects: [] };
}

function linesOf(order: ReturnsOrder, sentBack: WholeReturn, context: MapContext) {
  const orderId = numberOf(order.id);
  const requestedAt = Date.parse(sentBack.createdAt);
  const shared = {
    occurredAt: requestedAt,
    day: context.dayOf(requestedAt),
    orderId,
    requestedAt,
    ...placeOf(order, context),
    ...filled({
      receivedAt: sentBack.closedAt === null ? undefined : Date.parse(sentBack.closedAt),
      staff: short(order.staffMember?.name),
    }),
  };
  return sentBack.returnLineItems.map((line) => {
    const id = `${orderId}/${numberOf(line.id)}`;
    const item = 'fulfillmentLineItem' in line ? line.fulfillmentLineItem.lineItem : undefined;
    const reason = filled({ reason: short(line.returnReasonDefinition?.name) });
    const fact = { ...shared, id, quantity: String(line.quantity), ...itemOf(item), ...reason };
    return { fact, place: `${orderPlace(order)}, return line ${numberOf(line.id)}` };
  });
}
