import { startOfDay } from '../../local-day.ts';
import type { OrderKey, OrderSearch } from './model.ts';

/** A search as it was understood. Filters that it doesn't know filter nothing, as at Shopify. */
export interface OrderFilter {
  readonly search: OrderSearch;
  /** Absent: all match. */
  readonly matches?: (order: OrderKey) => boolean;
  readonly warnings: readonly SearchWarning[];
}

export interface SearchWarning {
  readonly field: string;
  readonly message: string;
  readonly code: 'invalid_field' | 'invalid_value';
}

interface Bound {
  readonly field: 'createdAt' | 'updatedAt' | 'processedAt' | 'number';
  readonly operator: string;
  readonly value: number;
}

const FIELDS: Readonly<Record<string, Bound['field']>> = {
  created_at: 'createdAt',
  updated_at: 'updatedAt',
  processed_at: 'processedAt',
  id: 'number',
};
const TERM = /([a-z_]+):(>=|<=|>|<)?("[^"]*"|'[^']*'|[^\s'"]+)|\S+/gi;

/**
 * Reads Shopify's search syntax (shopify.dev/docs/api/usage/search-syntax): comparisons of id,
 * created_at, updated_at and processed_at, joined by AND or a space. A time without a zone is of
 * the shop's. @throws RangeError for OR and NOT, which the stand-in doesn't know.
 */
export function parseOrderQuery(text: string, zone: string): OrderFilter {
  const bounds: Bound[] = [];
  const warnings: SearchWarning[] = [];
  for (const [term, name, operator, value] of text.matchAll(TERM)) {
    if (term.toUpperCase() === 'AND') continue;
    const read = name === undefined ? undefined : readBound(name, operator, value ?? '', zone);
    if (read === undefined || 'code' in read) warnings.push(read ?? unreadable(term));
    else bounds.push(read);
  }
  if (bounds.length === 0) return { search: {}, warnings };
  const matches = (order: OrderKey): boolean =>
    bounds.every((bound) => fits(valueOf(order, bound.field), bound));
  return { search: searchOf(bounds), matches, warnings };
}

function unreadable(term: string): SearchWarning {
  if (/^(OR|NOT|-.*|\(.*|.*\))$/i.test(term)) {
    throw new RangeError(`the stand-in's search doesn't know ${term}`);
  }
  return {
    field: 'default',
    message: 'Invalid search field for this query.',
    code: 'invalid_field',
  };
}

function readBound(
  name: string,
  operator: string | undefined,
  quoted: string,
  zone: string,
): Bound | SearchWarning {
  const field = FIELDS[name.toLowerCase()];
  const text = quoted.replaceAll(/^["']|["']$/g, '');
  if (field === undefined) {
    const message = 'Invalid search field for this query.';
    return { field: name, message, code: 'invalid_field' };
  }
  const value = field === 'number' ? numberOf(text) : timeOf(text, zone);
  if (Number.isNaN(value)) {
    return { field: name, message: `Invalid value ${text}.`, code: 'invalid_value' };
  }
  return { field, operator: operator ?? '=', value };
}

/** The number at the end of a global id, or a number itself. */
export function numberOf(id: string): number {
  return Number(/(\d+)$/.exec(id)?.[1] ?? Number.NaN);
}

/** A time without a zone is so long after the shop's midnight of its date. */
function timeOf(text: string, zone: string): number {
  const bare = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?$/.exec(text);
  if (bare === null) return Date.parse(text);
  return startOfDay(bare[1] ?? '', zone) + Date.parse(`1970-01-01T${bare[2] ?? '00:00'}Z`);
}

function valueOf(order: OrderKey, field: Bound['field']): number {
  return field === 'number' ? numberOf(order.id) : order[field];
}

function fits(actual: number, { operator, value }: Bound): boolean {
  if (operator === '>=') return actual >= value;
  if (operator === '<=') return actual <= value;
  if (operator === '>') return actual > value;
  if (operator === '<') return actual < value;
  return actual === value;
}

/** The ranges that can be looked up; `matches` does the rest. */
function searchOf(bounds: readonly Bound[]): OrderSearch {
  const from = (field: Bound['field']): number | undefined =>
    largest(bounds.filter((each) => each.field === field && /^(>|>=|=)$/.test(each.operator)));
  const to = (field: Bound['field']): number | undefined =>
    smallest(bounds.filter((each) => each.field === field && /^(<|<=|=)$/.test(each.operator)));
  return orderSearch({
    createdFrom: from('createdAt'),
    createdTo: to('createdAt'),
    updatedFrom: from('updatedAt'),
    updatedTo: to('updatedAt'),
  });
}

/** Leaves out what is undefined. */
export function orderSearch(parts: {
  readonly [K in keyof OrderSearch]: number | undefined;
}): OrderSearch {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}

function largest(bounds: readonly Bound[]): number | undefined {
  return bounds.length === 0 ? undefined : Math.max(...bounds.map(({ value }) => value));
}

/** Half-open, so one more. */
function smallest(bounds: readonly Bound[]): number | undefined {
  return bounds.length === 0 ? undefined : Math.min(...bounds.map(({ value }) => value)) + 1;
}
