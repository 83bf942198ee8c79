import type { Order as BaseOrder } from '../../orders.ts';

/** What one sale of an agreement comes to, in øre, signed: negative where something is given back. */
export interface Amounts {
  /** Before discount and tax. */
  readonly gross: number;
  readonly discount: number;
  readonly tax: number;
}

export interface Entry extends Amounts {
  readonly type:
    | 'PRODUCT'
    | 'SHIPPING'
    | 'GIFT_CARD'
    | 'TIP'
    | 'DUTY'
    | 'FEE'
    | 'ADDITIONAL_FEE'
    | 'ADJUSTMENT';
  readonly action: 'ORDER' | 'RETURN' | 'UPDATE';
  readonly quantity: number | null;
  /** Which of the story's goods; none for what is no goods. */
  readonly goods?: number;
}

/** The time of what was going to happen and now won't. */
export const NEVER = Number.POSITIVE_INFINITY;

/** An agreement with the customer: when, why, by whom, and the sales it holds. */
export interface Deal {
  /** ms in whole seconds; NEVER where it came to nothing. */
  readonly at: number;
  readonly reason: 'ORDER' | 'ORDER_EDIT' | 'REFUND' | 'RETURN';
  /** An index of STAFF; none where the customer did it. */
  readonly staff?: number;
  /** Of a refund: what becomes of the goods. Absent: they come back if they were sent. */
  readonly restock?: 'CANCEL' | 'NO_RESTOCK';
  readonly entries: readonly Entry[];
}

export interface Goods {
  readonly sku: string;
  readonly title: string;
  readonly vendor: string;
  readonly productType: string;
}

export interface ParcelEvent {
  readonly at: number;
  readonly status: string;
}

export interface Parcel {
  readonly at: number;
  readonly carrier: string | undefined;
  readonly estimatedAt: number | undefined;
  readonly events: readonly ParcelEvent[];
  readonly cancelledAt?: number;
  /** Whether what happens to it after it was sent leaves the order's time of change as it is. */
  readonly quiet?: boolean;
  /** Index of the promise it fulfils. */
  readonly promise: number;
}

/** What the shop set out to do: ship by, deliver by. */
export interface Promised {
  readonly shipBy: number | undefined;
  readonly deliverBy: number | undefined;
  readonly delivery: boolean;
}

export interface GoodsBack {
  readonly at: number;
  /** Only where the customer asked for it first. */
  readonly askedFor: boolean;
  readonly approvedAt?: number;
  readonly declinedAt?: number;
  readonly cancelledAt?: number;
  readonly receivedAt?: number;
  readonly closedAt?: number;
  readonly reason: string | undefined;
  /** An index of the story's goods; none where the shop can't tell the line. */
  readonly goods: number | undefined;
  readonly quantity: number;
}

export interface Journey {
  readonly readyAt: number;
  /** Whether the order changes when it is ready. */
  readonly bumps: boolean;
  /** Before it is ready: there, but empty; or not there. */
  readonly emptyBefore: boolean;
  readonly orderIndex: number;
  readonly visits: readonly {
    readonly at: number;
    readonly channel: string;
    readonly campaign: string;
  }[];
}

/** An order with everything that will ever happen to it. Times are ms in whole seconds. */
export interface Story {
  readonly number: number;
  readonly createdAt: number;
  readonly processedAt: number;
  readonly test: boolean;
  readonly source: 'web' | 'pos' | 'shopify_draft_order';
  readonly customer: number | undefined;
  readonly country: string | undefined;
  /** What the customer paid in. */
  readonly currency: string;
  readonly location: number | undefined;
  readonly staff: number | undefined;
  readonly journey: Journey | undefined;
  readonly goods: readonly Goods[];
  readonly deals: readonly Deal[];
  readonly parcels: readonly Parcel[];
  readonly promises: readonly Promised[];
  readonly backs: readonly GoodsBack[];
  readonly cancelledAt?: number;
  /** From this instant on there is no such order. */
  readonly deletedAt?: number;
  /** Changes that show in nothing but the time of change. */
  readonly touches: readonly number[];
}

export type Base = BaseOrder;
