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
  .date({ error: 'is not a day; write one such as 2026-10-31', abort: true })
  .refine((day) => day > '1970-01-01' && day <= '2149-06-06', 'is outside 1970-01-02 … 2149-06-06');

const instant = z.int().min(0).max(4_102_444_800_000);
const count = z.int().min(0);
const currency = z.string().regex(/^[A-Z]{3}$/, 'is not an ISO 4217 code such as DKK');

/** Money of a sale: plain decimal text, in the sale's currency, before tax where not said otherwise. */
const money = (text: string) =>
  decimalText
    .describe(`${text} Money in the unit of \`currency\`, as decimal text.`)
    .exactOptional();

const time = (text: string) => instant.describe(`${text} Milliseconds since the epoch, UTC.`);

/** Who a fact is, and which version of it this is. The greatest version wins; a deletion is a version. */
const identity = {
  source: identifier.describe('The connection that it came from.'),
  stream: identifier.describe('The stream of the connection.'),
  id: identifier.describe('Names the fact within its stream: the same id is the same fact.'),
  version: z
    .int()
    .min(0)
    .describe(
      'Orders the versions of one fact, the greatest stands: the source’s time of change in ms, or the number of a run.',
    ),
};

const happened = {
  ...identity,
  deleted: z.literal(false).exactOptional(),
  occurredAt: time('When it happened.'),
  day: localDay.describe(
    'The local date that it counts on, in the business’s time zone (YYYY-MM-DD).',
  ),
  observedAt: time('When the connector saw it.'),
};

const dimension = (text: string) =>
  z.string().max(512).describe(`${text} Text, at most 512 characters.`).exactOptional();

const dimensions = {
  shop: dimension('The shop or brand.'),
  channel: dimension('Where the customer came from or bought.'),
  campaign: dimension('The marketing campaign.'),
  country: dimension('Country, as the source writes it.'),
  device: dimension('Kind of device.'),
  product: dimension('Name of the product.'),
  productType: dimension('Kind of product.'),
  vendor: dimension('Who makes the product.'),
  sku: dimension('Stock-keeping unit.'),
  location: dimension('Store or warehouse.'),
  staff: dimension('Who sold it.'),
  carrier: dimension('Who carries the parcel.'),
} satisfies Record<Dimension, unknown>;

/** A marketing touch before a sale. */
const touch = z.object({
  channel: dimension('Channel of the touch.'),
  campaign: dimension('Campaign of the touch.'),
  at: time('When it was.').exactOptional(),
});

/**
 * The key of a person. Every field that is of this schema is renamed where somebody is to be
 * forgotten, in whatever type of fact: see `personalFieldsOf`.
 */
export const personKey = z
  .string()
  .max(128)
  .describe('Pseudonymous key of the customer: never a name, an e-mail or an address.')
  .exactOptional();

const lineText = (text: string) => z.string().max(512).describe(text).exactOptional();

/**
 * One entry of the sales ledger: a line sold, a discount, shipping, tax, an edit, a reversal or a
 * return, each at its own time. The sign convention is in the fields' descriptions, which
 * `goalstream schema sale` prints: net sales = gross − discount − returned, and
 * total sales = net sales + tax + shipping + duties + fees.
 *
 * An order counts on the day of its lines. What changes it later is an `edit`: goods added, goods
 * given in exchange, another price. Goods taken off it before they were shipped are a `reversal`
 * (since 1.2): they were never out, so they did not come back.
 */
export const saleSchema = z
  .object({
    ...happened,
    ...dimensions,
    kind: z
      .enum(['line', 'discount', 'shipping', 'tax', 'edit', 'reversal', 'return', 'other'])
      .describe(
        'What the entry is. line: goods sold; discount, shipping, tax: an entry of that alone, without units; edit: a later change of an order, signed as it stands; reversal: goods taken off before they were shipped (since 1.2); return: goods that came back; both take back what they name; other: counts for no sales.',
      ),
    orderId: identifier.describe('The order, as the source numbers it.'),
    orderName: lineText('What people call the order, such as #1001. Since 1.2.'),
    line: lineText('The line of the order, which a return names too.'),
    quantity: decimalText.describe(
      'Units as decimal text, may be fractional (goods by weight): positive sold, negative for a return or reversal. 0 for discount, shipping, tax and other.',
    ),
    currency: currency.describe('ISO 4217 code of all amounts but originalAmount.'),
    gross: money(
      'Price × quantity before discounts and tax: positive for goods sold, negative for a line taken off again; absent for a return or reversal.',
    ),
    discount: money(
      'What is taken off: positive lowers net sales, negative takes a discount back.',
    ),
    returned: money(
      'Value of goods taken back: positive for a return or reversal (lowers net sales), negative where one is undone.',
    ),
    tax: money('Tax on top: positive charged, negative paid back. Not part of net sales.'),
    shipping: money(
      'Shipping charged, before tax: positive charged, negative paid back. Not part of net sales.',
    ),
    duties: money(
      'Customs duties that the customer paid, before tax: positive charged, negative paid back. Not part of net sales. Since 1.2.',
    ),
    fees: money(
      'Fees that the customer paid (handling, packaging, return fees), before tax: positive charged, negative paid back. Not part of net sales. Since 1.2.',
    ),
    originalAmount: decimalText
      .describe(
        'gross − discount − returned in the currency that the customer paid in, where it differs: positive for a sale, negative for a return. Money in the unit of originalCurrency, as decimal text.',
      )
      .exactOptional(),
    originalCurrency: currency.describe('ISO 4217 code of originalAmount.').exactOptional(),
    customer: personKey,
    firstOrder: z
      .boolean()
      .describe('Whether it is the customer’s first order; absent where that is not known.')
      .exactOptional(),
    firstTouch: touch.describe('The first marketing touch before the sale.').exactOptional(),
    lastTouch: touch.describe('The last marketing touch before the sale.').exactOptional(),
    touches: z
      .array(touch)
      .max(32)
      .describe('Every touch before the sale that is known, oldest first. Since 1.1.')
      .exactOptional(),
  })
  .describe(
    'One entry of the sales ledger. Net sales = gross − discount − returned; total sales = net sales + tax + shipping + duties + fees. Signs: what is sold or charged is positive; a return or reversal takes back: returned positive; quantity, discount, tax, shipping, duties, fees and originalAmount negative.',
  );

const number = (text: string) =>
  count.describe(`${text} A whole number, never negative.`).exactOptional();

/** Counts of one day in one combination of dimensions. Each pull of a day replaces the day whole. */
export const trafficSchema = z
  .object({
    ...happened,
    ...dimensions,
    sessions: count.describe('Visits. A whole number, never negative.'),
    visitors: number('Different visitors.'),
    engaged: number('Sessions in which something was done.'),
    addedToCart: number('Sessions that put something into a cart.'),
    reachedCheckout: number('Sessions that began to pay.'),
    converted: number('Sessions with at least one order.'),
  })
  .describe('Counts of one day in one combination of dimensions.');

/** A review, a CSAT answer or an NPS answer, with the scale it was given on. */
export const feedbackSchema = z
  .object({
    ...happened,
    ...dimensions,
    kind: z
      .enum(['review', 'csat', 'nps'])
      .describe('A review, an answer on satisfaction (csat), or on recommending (nps).'),
    score: decimalText.describe('The score given, in points of its scale, as decimal text.'),
    scaleMin: decimalText.describe('The worst score of the scale, in points.'),
    scaleMax: decimalText.describe('The best score of the scale, in points.'),
    orderId: lineText('The order it is about.'),
    customer: personKey,
  })
  .describe('A review, a CSAT answer or an NPS answer, with the scale it was given on.');

/** A parcel. Its day is the day it was promised for, or shipped where nothing was promised. */
export const shipmentSchema = z
  .object({
    ...happened,
    ...dimensions,
    orderId: identifier.describe('The order that is in the parcel.'),
    orderedAt: time('When the order was placed.').exactOptional(),
    promisedAt: time('When delivery was promised for.').exactOptional(),
    shippedAt: time('When the parcel left.').exactOptional(),
    deliveredAt: time('When it arrived; absent while it has not.').exactOptional(),
    onTime: z
      .boolean()
      .describe(
        'The source’s own word on whether it was delivered by the end of the promised local day; asked only where promisedAt and deliveredAt do not tell.',
      )
      .exactOptional(),
    exception: lineText(
      'What went wrong with the delivery; untimed: it has arrived, and nobody knows when.',
    ),
  })
  .describe(
    'A parcel. Its day is the day it was promised for, or shipped where nothing was promised.',
  );

/** Goods a customer sends back, with the reason. The money side is a `sale` fact. */
export const returnSchema = z
  .object({
    ...happened,
    ...dimensions,
    orderId: identifier.describe('The order that the goods were sold with.'),
    requestedAt: time('When the customer asked for it.').exactOptional(),
    receivedAt: time('When the goods came back.').exactOptional(),
    reason: lineText('Why they came back.'),
    quantity: decimalText.describe('Units that come back, as decimal text: positive.'),
  })
  .describe(
    'Goods a customer sends back, with the reason. The money side is a sale of kind return.',
  );

/** How much of a currency one euro was worth, by the rate published on its day. */
export const rateSchema = z
  .object({
    ...happened,
    currency: currency.describe('ISO 4217 code of the currency that is compared with the euro.'),
    base: z.literal('EUR').describe('Always the euro.'),
    rate: rateText.describe('Units of `currency` for one euro, above 0, as decimal text.'),
  })
  .describe('How much of a currency one euro was worth, by the rate published on its day.');

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

/** The fields of a fact type that tell of a person, by a pseudonymous key. */
export function personalFieldsOf(type: FactType): readonly string[] {
  const fields = Object.entries<unknown>(factSchemas[type].shape);
  return fields.filter(([, schema]) => schema === personKey).map(([name]) => name);
}
