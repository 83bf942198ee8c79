import type { FactType } from '../../schemas/facts.ts';

/**
 * The columns that parts may use, by fact type: the fact's field and how the store keeps it. Money
 * is in the fact's currency; `fx` beside it makes it the business's.
 */
type ColumnKind = 'decimal' | 'money' | 'text' | 'count' | 'flag';

const COLUMNS: Record<FactType, Readonly<Record<string, ColumnKind>>> = {
  sale: {
    kind: 'text',
    orderId: 'text',
    customer: 'text',
    quantity: 'decimal',
    gross: 'money',
    discount: 'money',
    returned: 'money',
    tax: 'money',
    shipping: 'money',
    firstOrder: 'flag',
  },
  traffic: {
    sessions: 'count',
    visitors: 'count',
    engaged: 'count',
    addedToCart: 'count',
    reachedCheckout: 'count',
    converted: 'count',
  },
  feedback: { kind: 'text', score: 'decimal', orderId: 'text', customer: 'text' },
  shipment: { orderId: 'text', onTime: 'flag', exception: 'text' },
  return: { orderId: 'text', reason: 'text', quantity: 'decimal' },
  rate: {},
};

/**
 * The store's column of a fact's field, and its kind.
 * @throws where the field is not on the allow-list.
 */
export function columnOf(type: FactType, field: string): { name: string; kind: ColumnKind } {
  const kind = Object.hasOwn(COLUMNS[type], field) ? COLUMNS[type][field] : undefined;
  if (kind === undefined) {
    const known = Object.keys(COLUMNS[type]).join(', ');
    throw new Error(
      `facts of type ${type} have no column ${field} for metrics; they have ${known}`,
    );
  }
  return { name: snakeCase(field), kind };
}

/** The store's name of a field: productType is product_type. */
export function snakeCase(field: string): string {
  return field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
