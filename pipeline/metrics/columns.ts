import { DIMENSIONS } from '../../schemas/dimensions.ts';
import { FACT_DIMENSIONS, type FactType } from '../../schemas/facts.ts';
import { NO_LOCAL_RULES, type LocalRules } from '../../schemas/metrics/local.ts';
import { DERIVED } from './derived-columns.ts';

/**
 * How the store keeps a column. Money is in the fact's currency, and `fx` beside it makes it the
 * business's; `people` is how many different people a source counted, which must not be added.
 */
export type ColumnKind = 'decimal' | 'money' | 'text' | 'count' | 'people' | 'flag' | 'instant';

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
    duties: 'money',
    fees: 'money',
    firstOrder: 'flag',
  },
  traffic: {
    sessions: 'count',
    visitors: 'people',
    engaged: 'count',
    addedToCart: 'count',
    reachedCheckout: 'count',
    converted: 'count',
  },
  feedback: {
    kind: 'text',
    score: 'decimal',
    scaleMin: 'decimal',
    scaleMax: 'decimal',
    orderId: 'text',
    customer: 'text',
  },
  shipment: {
    orderId: 'text',
    orderedAt: 'instant',
    promisedAt: 'instant',
    shippedAt: 'instant',
    deliveredAt: 'instant',
    onTime: 'flag',
    onTimeToTheMinute: 'flag',
    exception: 'text',
  },
  return: {
    orderId: 'text',
    requestedAt: 'instant',
    receivedAt: 'instant',
    reason: 'text',
    quantity: 'decimal',
  },
  rate: {},
};

/** The columns that parts over a fact type may use: its own, and the dimensions it has. */
export function columnsOf(type: FactType): ReadonlyMap<string, ColumnKind> {
  const dimensions = FACT_DIMENSIONS[type].map((name) => [name, 'text'] as const);
  return new Map([...Object.entries(COLUMNS[type]), ...dimensions]);
}

/**
 * The store's column of a fact's field, as SQL, and its kind. A derived one is worked out from others.
 * @throws where the field is not on the allow-list.
 */
export function columnOf(
  type: FactType,
  field: string,
  local: LocalRules = NO_LOCAL_RULES,
): { name: string; kind: ColumnKind } {
  const kind = kindOf(type, field);
  if (kind === undefined) {
    const known = [...columnsOf(type).keys()].join(', ');
    throw new Error(
      `facts of type ${type} have no column ${field} for metrics; they have ${known}`,
    );
  }
  const derived = type === 'shipment' ? DERIVED[field] : undefined;
  return { name: derived === undefined ? snakeCase(field) : derived(local.timezone), kind };
}

/** The kind of a column; undefined where it is not on the allow-list. */
export function kindOf(type: FactType, field: string): ColumnKind | undefined {
  if (Object.hasOwn(COLUMNS[type], field)) return COLUMNS[type][field];
  const dimension = DIMENSIONS.find((name) => name === field);
  return dimension !== undefined && FACT_DIMENSIONS[type].includes(dimension) ? 'text' : undefined;
}

/** The store's name of a field: productType is product_type. */
export function snakeCase(field: string): string {
  return field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
