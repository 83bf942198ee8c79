import type {
  AgreementFragment,
  OrderHeadFragment,
  ParcelEventsFragment,
  ParcelFragment,
  PromiseFragment,
  ReturnedLineFragment,
  SaleEntryFragment,
  SentBackFragment,
} from '../queries/generated.ts';

/** An order with every agreement on it and every sale of each, whichever way it was read. */
export type SalesOrder = OrderHeadFragment & {
  readonly agreements: readonly WholeAgreement[];
};

export type WholeAgreement = AgreementFragment & { readonly sales: readonly SaleEntryFragment[] };

/** An order with all its parcels and what was promised of them. */
export type ShipmentsOrder = OrderHeadFragment & {
  readonly fulfillments: readonly WholeParcel[];
  readonly fulfillmentOrders: readonly WholePromise[];
  /** It has more parcels than could be read. */
  readonly cut?: boolean;
};

export type WholeParcel = ParcelFragment & {
  readonly events: ParcelEventsFragment['events']['nodes'];
};

export type WholePromise = PromiseFragment & {
  readonly fulfillments: readonly { readonly id: string }[];
};

/** An order with all that was sent back of it. */
export type ReturnsOrder = OrderHeadFragment & { readonly returns: readonly WholeReturn[] };

export type WholeReturn = SentBackFragment & {
  readonly returnLineItems: readonly ReturnedLineFragment[];
};

/** The number in a global id: gid://shopify/Order/12 is "12". */
export function numberOf(gid: string): string {
  return gid.slice(gid.lastIndexOf('/') + 1).replace(/\?.*$/, '');
}
