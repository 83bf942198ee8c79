import { z } from 'zod';
import { DIMENSIONS, type Dimension } from './dimensions.ts';

/**
 * The kinds of fact. Each has a topic `facts.<type>` and a table `fact_<type>`. `rate` is reference
 * data: it travels like the others, and no goal counts it.
 */
export const FACT_TYPES = ['sale', 'traffic', 'feedback', 'shipment', 'return', 'rate'] as const;

export type FactType = (typeof FACT_TYPES)[number];

/** Version of the fact schemas, sent in each message's header as `schema`: major.minor. */
export const FACT_SCHEMA_VERSION = '1.2';

/**
 * One check is cheaper than three: validation runs for every fact. Half a character (a surrogate
 * alone) is refused: as UTF-8 all of them are the same one, and ids would merge.
 */
export const IDENTIFIER = /^[^\p{Cc}\p{Cs}]{1,512}$/u;

const identifier = z
  .string()
  .regex(
    IDENTIFIER,
    'must have 1 to 512 characters, none of them a control character or half of one',
  );

export const PLAIN_DECIMAL = /^-?\d{1,12}(\.\d{1,6})?$/;

/** An exact decimal as text: at most 12 digits before the point and 6 after, no exponent. */
export const decimalText = z
  .string()
  .regex(PLAIN_DECIMAL, 'is not a plain decimal of at most 12 digits and 6 places');

/** A rate: above zero, at most 12 digits before the point and 6 after (the ECB needs five). */
const rateText = z
  .string()
  .regex(
    /^(?!0+(\.0+)?$)\d{1,12}(\.\d{1,6})?$/,
    'is not a plain decimal above 0 of at most 12 digits and 6 places',
  );

/** A local date in the business's time zone, 1970-01-01 to 2149-06-06 (the store's range). */
export const localDay = z.iso
  .date('is not a day; write one such as 2026-10-31')
  .refine((day) => day > '1970-01-01' && day <= '2149-06-06', 'is outside 1970-01-02 … 2149-06-06');

const instant = z.int().min(0).max(4_102_444_800_000);
const count = z.int().min(0);
const currency = z.string().regex(/^[A-Z]{3}$/, 'is not an ISO 4217 code such as DKK');

/** Who a fact is, and which version of it this is. The greatest version wins; a deletion is a version. */
const identity = {
  source: identifier,
  stream: identifier,
  id: identifier,
  /** Orders the versions of one fact: the source's change time in ms, or a run's number. */
  version: z.int().min(0),
};

const happened = {
  ...identity,
  deleted: z.literal(false).exactOptional(),
  /** When it happened, ms since the epoch, UTC. */
  occurredAt: instant,
  /** The local date it happened on, in the business's time zone. */
  day: localDay,
  /** When the connector saw it, ms since the epoch. */
  observedAt: instant,
};

const dimension = z.string().max(512).exactOptional();

const dimensions = {
  shop: dimension,
  channel: dimension,
  campaign: dimension,
  country: dimension,
  device: dimension,
  product: dimension,
  productType: dimension,
  vendor: dimension,
  sku: dimension,
  location: dimension,
  staff: dimension,
  carrier: dimension,
} satisfies Record<Dimension, unknown>;

/** A marketing touch before a sale. */
const touch = z.object({
  channel: z.string().max(512).exactOptional(),
  campaign: z.string().max(512).exactOptional(),
  at: instant.exactOptional(),
});

/**
 * One entry of the sales ledger: a line sold, a discount, shipping, tax, an edit, a reversal or a
 * return, each at its own time. Money is in the shop's currency before tax; `gross`, `discount`,
 * `tax`, `shipping`, `duties` and `fees` are signed, `returned` is the value taken back (positive
 * for a return or reversal), so that net sales = gross − discount − returned.
 *
 * An order counts on the day of its lines. What changes it later is an `edit`: goods added, goods
 * given in exchange, another price. Goods taken off it before they were shipped are a `reversal`
 * (since 1.2): they were never out, so they did not come back.
 */
export const saleSchema = z.object({
  ...happened,
  ...dimensions,
  kind: z.enum(['line', 'discount', 'shipping', 'tax', 'edit', 'reversal', 'return', 'other']),
  orderId: identifier,
  /** What people call the order, such as #1001. Since 1.2. */
  orderName: z.string().max(512).exactOptional(),
  line: z.string().max(512).exactOptional(),
  /** Units sold; negative for a return or reversal. May be fractional (goods by weight). */
  quantity: decimalText,
  currency,
  gross: decimalText.exactOptional(),
  discount: decimalText.exactOptional(),
  returned: decimalText.exactOptional(),
  tax: decimalText.exactOptional(),
  shipping: decimalText.exactOptional(),
  /** Customs duties that the customer paid, before tax. Since 1.2. */
  duties: decimalText.exactOptional(),
  /** Fees that the customer paid (handling, packaging, return fees), before tax. Since 1.2. */
  fees: decimalText.exactOptional(),
  /** The amount in the currency the customer paid in, where it differs: gross − discount − returned. */
  originalAmount: decimalText.exactOptional(),
  originalCurrency: currency.exactOptional(),
  /** Pseudonymous: never a name, an e-mail or an address. */
  customer: z.string().max(128).exactOptional(),
  firstOrder: z.boolean().exactOptional(),
  firstTouch: touch.exactOptional(),
  lastTouch: touch.exactOptional(),
  /** Every touch before the sale that is known, oldest first. Since 1.1. */
  touches: z.array(touch).max(32).exactOptional(),
});

/** Counts of one day in one combination of dimensions. Each pull of a day replaces the day whole. */
export const trafficSchema = z.object({
  ...happened,
  ...dimensions,
  sessions: count,
  visitors: count.exactOptional(),
  engaged: count.exactOptional(),
  addedToCart: count.exactOptional(),
  reachedCheckout: count.exactOptional(),
  /** Sessions with at least one order. */
  converted: count.exactOptional(),
});

/** A review, a CSAT answer or an NPS answer, with the scale it was given on. */
export const feedbackSchema = z.object({
  ...happened,
  ...dimensions,
  kind: z.enum(['review', 'csat', 'nps']),
  score: decimalText,
  scaleMin: decimalText,
  scaleMax: decimalText,
  orderId: z.string().max(512).exactOptional(),
  customer: z.string().max(128).exactOptional(),
});

/** A parcel. Its day is the day it was promised for, or shipped where nothing was promised. */
export const shipmentSchema = z.object({
  ...happened,
  ...dimensions,
  orderId: identifier,
  orderedAt: instant.exactOptional(),
  promisedAt: instant.exactOptional(),
  shippedAt: instant.exactOptional(),
  deliveredAt: instant.exactOptional(),
  /**
   * A source's own word on whether it was delivered by the end of the promised local day. Metrics
   * ask it only where promisedAt and deliveredAt don't tell.
   */
  onTime: z.boolean().exactOptional(),
  /** What went wrong; `untimed`: it has arrived, and nobody knows when. */
  exception: z.string().max(512).exactOptional(),
});

/** Goods a customer sends back, with the reason. The money side is a `sale` fact. */
export const returnSchema = z.object({
  ...happened,
  ...dimensions,
  orderId: identifier,
  requestedAt: instant.exactOptional(),
  receivedAt: instant.exactOptional(),
  reason: z.string().max(512).exactOptional(),
  quantity: decimalText,
});

/** How much of a currency one euro was worth, by the rate published on its day. */
export const rateSchema = z.object({
  ...happened,
  currency,
  base: z.literal('EUR'),
  /** Units of `currency` for one euro. */
  rate: rateText,
});

/** A deletion of any fact: its identity and a version, nothing else. */
export const deletionSchema = z.object({ ...identity, deleted: z.literal(true) });

export const factSchemas = {
  sale: saleSchema,
  traffic: trafficSchema,
  feedback: feedbackSchema,
  shipment: shipmentSchema,
  return: returnSchema,
  rate: rateSchema,
} as const;

export type Sale = z.infer<typeof saleSchema>;
export type Traffic = z.infer<typeof trafficSchema>;
export type Feedback = z.infer<typeof feedbackSchema>;
export type Shipment = z.infer<typeof shipmentSchema>;
export type Return = z.infer<typeof returnSchema>;
export type Rate = z.infer<typeof rateSchema>;
export type Deletion = z.infer<typeof deletionSchema>;

/** Each fact type's shape by its name. */
export interface FactOf {
  sale: Sale;
  traffic: Traffic;
  feedback: Feedback;
  shipment: Shipment;
  return: Return;
  rate: Rate;
}

export type Fact = FactOf[FactType];

/** The topic that facts of a type travel on. */
export function factTopic(type: FactType): string {
  return `facts.${type}`;
}

/** The dimensions a goal on facts of this type may be scoped by: those its sources can fill. */
export const FACT_DIMENSIONS: Record<FactType, readonly Dimension[]> = {
  sale: DIMENSIONS.filter((name) => name !== 'carrier'),
  traffic: ['shop', 'channel', 'campaign', 'country', 'device', 'location'],
  feedback: [
    'shop',
    'channel',
    'country',
    'product',
    'productType',
    'vendor',
    'sku',
    'location',
    'staff',
    'carrier',
  ],
  shipment: ['shop', 'country', 'product', 'productType', 'vendor', 'sku', 'location', 'carrier'],
  return: [
    'shop',
    'channel',
    'country',
    'product',
    'productType',
    'vendor',
    'sku',
    'location',
    'staff',
    'carrier',
  ],
  rate: [],
};

/**
 * The fields of a fact type that are added up, as plain decimals or whole numbers. Those of a sale
 * but its quantity are money in the sale's currency.
 */
export const MEASURES: Record<FactType, readonly string[]> = {
  sale: ['quantity', 'gross', 'discount', 'returned', 'tax', 'shipping', 'duties', 'fees'],
  traffic: ['sessions', 'visitors', 'engaged', 'addedToCart', 'reachedCheckout', 'converted'],
  feedback: ['score'],
  shipment: [],
  return: ['quantity'],
  rate: ['rate'],
};
