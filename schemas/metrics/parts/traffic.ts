import type { Part } from '../../metric.ts';
import { terms } from '../../terms.ts';

function counted(id: string, column: string): Part {
  return { id, fact: 'traffic', aggregate: 'sum', value: terms(column) };
}

export const sessions = counted('sessions', 'sessions');
export const converted = counted('converted_sessions', 'converted');
export const withCart = counted('cart_sessions', 'addedToCart');
export const withCheckout = counted('checkout_sessions', 'reachedCheckout');
/** Days on which visitors came: sources count them by day and don't say who they were. */
export const visitorDays = counted('visitor_days', 'visitors');
