import type {
  AgreementFragment,
  OrderHeadFragment,
  OrderSalesFragment,
  ParcelEventsFragment,
  ParcelFragment,
  PromiseFragment,
  RestockedFragment,
  ReturnedLineFragment,
  SaleEntryFragment,
  SentBackFragment,
} from '../queries/generated.ts';

/** An order with every agreement on it and every sale of each, whichever way it was read. */
export type SalesOrder = OrderHeadFragment &
  Pick<OrderSalesFragment, 'displayFulfillmentStatus'> & {
    readonly agreements: readonly WholeAgreement[];
  };

export type WholeAgreement = AgreementFragment & {
  readonly sales: readonly SaleEntryFragment[];
  /** What became of the goods of a refund; absent where the order itself tells (see `needsRestocks`). */
  readonly restocks?: Restocks;
};

export interface Restocks {
  readonly items: readonly RestockedFragment[];
  /** Whether anything of the order had been sent by then. */
  readonly sentBefore: boolean;
}

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
