import type { Args, Asking } from './asking.ts';
import { numberOf } from './search-query.ts';

/** How long Shopify keeps events, ms ("retained for 1 year"). */
const KEPT = 365 * 86_400_000;

const TERM = /([a-z_]+):(>=|<=|>|<)?("[^"]*"|'[^']*'|[^\s'"]+)/gi;

/**
 * The shop's events that a search finds: deleted orders, the only ones that are told of here. Others
 * happen at Shopify too; a search by action and subject leaves them out.
 */
export function eventsOf(args: Args, { shop, now }: Asking): readonly object[] {
  const events = shop
    .deletions(now)
    .filter(({ at }) => at > now - KEPT)
    .toSorted((a, b) => a.at - b.at || numberOf(a.id) - numberOf(b.id))
    .map(({ id, at }) => ({
      __typename: 'BasicEvent',
      id: `gid://shopify/BasicEvent/${numberOf(id)}`,
      action: 'destroy',
      createdAt: new Date(at).toISOString().replace('.000', ''),
      subjectId: id,
      subjectType: 'ORDER',
    }));
  const { query } = args;
  const terms = typeof query === 'string' ? [...query.matchAll(TERM)] : [];
  return events.filter((event) =>
    terms.every(([, field = '', operator = '', quoted = '']) => {
      const value = quoted.replaceAll(/^["']|["']$/g, '');
      if (field === 'action') return value === event.action;
      if (field === 'subject_type') return value === event.subjectType;
      return field !== 'created_at' || isWithin(operator, Date.parse(event.createdAt), value);
    }),
  );
}

function isWithin(operator: string, at: number, value: string): boolean {
  const bound = Date.parse(value);
  if (operator === '>=') return at >= bound;
  if (operator === '>') return at > bound;
  if (operator === '<=') return at <= bound;
  return operator === '<' ? at < bound : at === bound;
}
