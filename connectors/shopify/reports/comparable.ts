import type { Cursor, StreamSpec } from '../../connector.ts';
import { MAPPING } from '../orders/mapping.ts';
import { ordersCursor, type OrdersCursor } from '../orders/cursor.ts';

/** Where a stream stands whose totals Shopify can tell, or why it can't. */
export function comparable(
  { name }: StreamSpec,
  cursor: Cursor,
): OrdersCursor | { readonly reason: string } {
  if (name !== 'sales') return { reason: `Shopify gives no totals of ${name}` };
  if (Object.keys(cursor).length === 0) return { reason: 'nothing was read yet' };
  const state = ordersCursor(cursor);
  if (state === undefined || state.bulk !== undefined) {
    return { reason: 'the shop is still being read for the first time' };
  }
  if ((state.mapping ?? 1) !== MAPPING.sales) {
    return { reason: 'its orders are read once more at the next sync, after an upgrade' };
  }
  return state;
}
