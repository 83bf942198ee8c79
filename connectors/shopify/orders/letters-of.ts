import type { Mapped } from '../map/mapped.ts';
import { numberOf } from '../map/whole-order.ts';
import type { Unanswered } from './stream.ts';

/** An order that Shopify can't answer as a dead letter. What is known of it is not told, and so stays. */
export function lettersOf({ unanswered: id, reason }: Unanswered): Mapped {
  const reject = { place: `order ${numberOf(id)}`, reason, raw: JSON.stringify({ id }) };
  return { records: [], rejects: [reject] };
}
