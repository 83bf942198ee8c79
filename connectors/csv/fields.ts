import { FACT_DIMENSIONS, type FactType } from '../../schemas/facts.ts';

/** How a column's text becomes a fact's field. */
export type FieldKind =
  | { readonly kind: 'text' | 'reference' | 'identifier' | 'currency' | 'customer' | 'boolean' }
  | { readonly kind: 'decimal' | 'count' | 'day' }
  | { readonly kind: 'instant' }
  | { readonly kind: 'choice'; readonly options: readonly string[] };

export interface FieldSpec {
  readonly type: FieldKind;
  /** Must be mapped, and must have a value in every row. */
  readonly required: boolean;
}

const field = (kind: Exclude<FieldKind['kind'], 'choice'>): FieldSpec => ({
  type: { kind },
  required: false,
});
const needed = (spec: FieldSpec): FieldSpec => ({ ...spec, required: true });
const choice = (...options: string[]): FieldSpec => ({
  type: { kind: 'choice', options },
  required: false,
});

type Fields = Readonly<Record<string, FieldSpec>>;

const OWN_FIELDS: Record<FactType, Fields> = {
  sale: {
    occurredAt: needed(field('instant')),
    orderId: needed(field('identifier')),
    kind: choice('line', 'discount', 'shipping', 'tax', 'edit', 'reversal', 'return', 'other'),
    orderName: field('text'),
    line: field('reference'),
    quantity: needed(field('decimal')),
    unitPrice: field('decimal'),
    amount: field('decimal'),
    currency: field('currency'),
    gross: field('decimal'),
    discount: field('decimal'),
    returned: field('decimal'),
    tax: field('decimal'),
    shipping: field('decimal'),
    duties: field('decimal'),
    fees: field('decimal'),
    originalAmount: field('decimal'),
    originalCurrency: field('currency'),
    customer: field('customer'),
    firstOrder: field('boolean'),
  },
  traffic: {
    occurredAt: field('instant'),
    sessions: needed(field('count')),
    visitors: field('count'),
    engaged: field('count'),
    addedToCart: field('count'),
    reachedCheckout: field('count'),
    converted: field('count'),
  },
  feedback: {
    occurredAt: needed(field('instant')),
    kind: needed(choice('review', 'csat', 'nps')),
    score: needed(field('decimal')),
    scaleMin: needed(field('decimal')),
    scaleMax: needed(field('decimal')),
    orderId: field('reference'),
    customer: field('customer'),
  },
  shipment: {
    occurredAt: needed(field('instant')),
    orderId: needed(field('identifier')),
    orderedAt: field('instant'),
    promisedAt: field('instant'),
    shippedAt: field('instant'),
    deliveredAt: field('instant'),
    onTime: field('boolean'),
    exception: field('text'),
  },
  return: {
    occurredAt: needed(field('instant')),
    orderId: needed(field('identifier')),
    requestedAt: field('instant'),
    receivedAt: field('instant'),
    reason: field('text'),
    quantity: needed(field('decimal')),
  },
  rate: {
    occurredAt: field('instant'),
    currency: needed(field('currency')),
    base: needed(choice('EUR')),
    rate: needed(field('decimal')),
  },
};

/** The fields of a fact type that columns can fill, dimensions included, `id` excepted. */
export function fieldsOf(fact: FactType): Fields {
  const dimensions = FACT_DIMENSIONS[fact].map((name) => [name, field('text')] as const);
  return { ...OWN_FIELDS[fact], day: field('day'), ...Object.fromEntries(dimensions) };
}
