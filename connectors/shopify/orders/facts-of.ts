import type { MapContext, Mapped } from '../map/mapped.ts';
import { NOTHING } from '../map/mapped.ts';
import type { OrderHeadFragment } from '../queries/generated.ts';
import type { Found, OrderStream } from './stream.ts';

/** What mapping needs, and the first local day that is wanted ('' for all). */
export interface Wanted {
  readonly context: () => MapContext;
  readonly from: string;
}

/**
 * The facts of an order. One that is gone has none. Days before the first would be incomplete: what
 * happened on them is left out whole.
 */
export function factsOf<O extends OrderHeadFragment>(
  stream: OrderStream<O>,
  found: Found<O>,
  { context, from }: Wanted,
): Mapped {
  if ('gone' in found) return NOTHING;
  const mapped = stream.map(found, context());
  if (from === '') return mapped;
  const records = mapped.records.filter(({ fact }) => fact.deleted !== true && fact.day >= from);
  return { ...mapped, records };
}

export function idOf(found: Found<OrderHeadFragment>): string {
  return 'gone' in found ? found.gone : found.id;
}
