import type { ReturnOfGoods } from '../model.ts';
import { lineItemOf } from './agreement-objects.ts';
import { gid, partId } from './ids.ts';
import type { GoodsBack, Story } from './story.ts';
import { timeIfCome, timeOf } from './times.ts';

/** Shopify's own handles for the sample shop's reasons. */
const REASONS: Readonly<Record<string, readonly [handle: string, id: number]>> = {
  'Changed mind': ['changed-my-mind', 1],
  'Not as described': ['not-as-described', 2],
  Damaged: ['damaged-or-defective', 3],
  'Too late': ['arrived-late', 4],
};

/** The returns that have been asked for or opened by an instant (ms). */
export function returnsOf(story: Story, now: number): ReturnOfGoods[] {
  return story.backs.flatMap((back, place) => {
    if (back.at > now) return [];
    const closedAt = back.closedAt ?? back.cancelledAt;
    return [
      {
        id: partId('Return', story.number, place),
        status: statusOf(back, now),
        createdAt: timeOf(back.at),
        closedAt: timeIfCome(closedAt, now),
        requestApprovedAt: back.askedFor ? timeIfCome(back.approvedAt, now) : null,
        returnLineItems: [lineOf(story, back, place, now)],
      },
    ];
  });
}

function statusOf(back: GoodsBack, now: number): ReturnOfGoods['status'] {
  const come = (at: number | undefined) => at !== undefined && at <= now;
  if (come(back.declinedAt)) return 'DECLINED';
  if (come(back.cancelledAt)) return 'CANCELED';
  if (come(back.closedAt)) return 'CLOSED';
  return come(back.approvedAt) ? 'OPEN' : 'REQUESTED';
}

function lineOf(story: Story, back: GoodsBack, place: number, now: number) {
  const { goods, quantity, receivedAt } = back;
  const received = receivedAt !== undefined && receivedAt <= now;
  const known = goods !== undefined;
  const typename = known ? ('ReturnLineItem' as const) : ('UnverifiedReturnLineItem' as const);
  return {
    __typename: typename,
    id: partId(typename, story.number, place),
    quantity,
    processedQuantity: received ? quantity : 0,
    returnReasonDefinition: reasonOf(back.reason),
    ...(known && {
      fulfillmentLineItem: {
        id: partId('FulfillmentLineItem', story.number, goods),
        lineItem: lineItemOf(story, goods),
      },
    }),
  };
}

function reasonOf(reason: string | undefined) {
  if (reason === undefined) return null;
  const [handle, id] = REASONS[reason] ?? ['other', 9];
  return { id: gid('ReturnReasonDefinition', id), handle, name: reason };
}
