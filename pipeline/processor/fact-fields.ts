import type { Dimension } from '../../schemas/dimensions.ts';
import { FACT_DIMENSIONS, type FactType } from '../../schemas/facts.ts';
import {
  count,
  date,
  decimal,
  flag,
  instant,
  text,
  touch,
  touches,
  word,
  type FieldKind,
} from './field-columns.ts';

type Fields = Readonly<Record<string, FieldKind>>;

const HEAD: Fields = {
  day: date,
  source: word,
  stream: word,
  id: text,
  occurredAt: instant,
  observedAt: instant,
};

const DIMENSION: Readonly<Record<Dimension, FieldKind>> = {
  shop: word,
  channel: word,
  campaign: text,
  country: word,
  device: word,
  product: text,
  productType: word,
  vendor: word,
  sku: text,
  location: word,
  staff: word,
  carrier: word,
};

const OWN: Readonly<Record<FactType, Fields>> = {
  sale: {
    kind: word,
    orderId: text,
    orderName: text,
    line: text,
    quantity: decimal,
    currency: word,
    gross: decimal,
    discount: decimal,
    returned: decimal,
    tax: decimal,
    shipping: decimal,
    duties: decimal,
    fees: decimal,
    originalAmount: decimal,
    originalCurrency: word,
    customer: text,
    firstOrder: flag,
    firstTouch: touch,
    lastTouch: touch,
    touches,
  },
  traffic: {
    sessions: count,
    visitors: count,
    engaged: count,
    addedToCart: count,
    reachedCheckout: count,
    converted: count,
  },
  feedback: {
    kind: word,
    score: decimal,
    scaleMin: decimal,
    scaleMax: decimal,
    orderId: text,
    customer: text,
  },
  shipment: {
    orderId: text,
    orderedAt: instant,
    promisedAt: instant,
    shippedAt: instant,
    deliveredAt: instant,
    onTime: flag,
    exception: word,
  },
  return: {
    orderId: text,
    requestedAt: instant,
    receivedAt: instant,
    reason: word,
    quantity: decimal,
  },
  rate: { currency: word, base: word, rate: decimal },
};

/** Columns that the attribute stage works out. */
const WORKED_OUT: Readonly<Partial<Record<FactType, readonly string[]>>> = {
  sale: ['fx', 'shares'],
};

/** How each field of a fact type is kept, by the field's name. */
export function fieldsOf(type: FactType): Fields {
  const scoped = FACT_DIMENSIONS[type].length > 0;
  return { ...HEAD, ...(scoped ? DIMENSION : {}), ...OWN[type] };
}

/** The fields whose texts are only put into a column: nothing looks at them before. */
export function copiedFields(type: FactType): ReadonlySet<string> {
  const fields = Object.entries(fieldsOf(type)).filter(
    ([name, kind]) => (kind === text || kind === decimal) && !Object.hasOwn(DIMENSION, name),
  );
  return new Set(fields.map(([name]) => name));
}

/** Every column of a fact type's table. */
export function factColumns(type: FactType): readonly string[] {
  const own = Object.entries(fieldsOf(type)).flatMap(([field, kind]) => kind.columns(field));
  return [...own, ...(WORKED_OUT[type] ?? []), 'rank', 'deleted', 'rules', 'goals'];
}
