/** How often each thing happens, as shares of all orders unless said otherwise. */
export interface Rates {
  readonly test: number;
  readonly deleted: number;
  readonly cancelled: number;
  /** Some pieces called off before the rest is sent. */
  readonly partlyCancelled: number;
  readonly edited: number;
  /** Of the returns. */
  readonly exchanged: number;
  /** Money back for a line, the goods kept. */
  readonly refunded: number;
  readonly shippingRefunded: number;
  /** Of the returns: the refund is not what the goods were worth. */
  readonly adjusted: number;
  /** Of the orders from abroad: paid in the customer's own currency. */
  readonly foreign: number;
  readonly tipped: number;
  readonly giftCard: number;
  readonly fees: number;
  readonly pos: number;
  readonly draft: number;
  /** More than ten agreements and more than twenty sales in one. */
  readonly huge: number;
  readonly guest: number;
  /** Sent in two parcels. */
  readonly split: number;
  /** Asked for and not granted, or called off. */
  readonly returnInVain: number;
  /** Carriers' scans do not move the order's time of change. */
  readonly quiet: number;
  /** The customer's journey is known only later. */
  readonly lateJourney: number;
}

export const RATES: Rates = {
  test: 0.01,
  deleted: 0.004,
  cancelled: 0.02,
  partlyCancelled: 0.015,
  edited: 0.04,
  exchanged: 0.12,
  refunded: 0.03,
  shippingRefunded: 0.01,
  adjusted: 0.15,
  foreign: 0.7,
  tipped: 0.01,
  giftCard: 0.015,
  fees: 0.01,
  pos: 0.07,
  draft: 0.02,
  huge: 0.002,
  guest: 0.12,
  split: 0.08,
  returnInVain: 0.01,
  quiet: 0.1,
  lateJourney: 0.3,
};
