import { GraphQLError } from 'graphql';
import { memoized } from '../../../schemas/memo.ts';
import { ACCESS, type AccessRule } from './access.ts';
import type { StandInApp } from './options.ts';

const BY_PLACE = new Map(
  ACCESS.map((rule) => [rule.field === undefined ? rule.type : `${rule.type}.${rule.field}`, rule]),
);

/** How Shopify writes what a rule asks for. */
export function requiredAccess(rule: AccessRule): string {
  const names = rule.scopes.map((scope) => `\`${scope}\` access scope`);
  const last = names.pop() ?? '';
  const all = names.length === 0 ? last : `${names.join(', ')} or ${last}`;
  return rule.also === undefined ? `${all}.` : `${all}. Also: ${rule.also}`;
}

/** The scopes that open something to an app. */
export function scopesThatCount({ scopes, idleScopes = [] }: StandInApp): ReadonlySet<string> {
  return new Set(scopes.filter((scope) => !idleScopes.includes(scope)));
}

/** The types that take approval for protected customer data. */
const PROTECTED: ReadonlySet<string> = new Set(['Order', 'Customer']);
const APPROVAL = 'https://shopify.dev/docs/apps/launch/protected-customer-data';

/** The error in a field's place whose type the app is not approved for, if it is not. */
export function notApproved({ unapproved }: StandInApp, returns: string): GraphQLError | undefined {
  const type = returns.replace(/Connection$/, '');
  if (unapproved !== true || !PROTECTED.has(type)) return undefined;
  const message = `This app is not approved to access the ${type} object. See ${APPROVAL} for more details.`;
  return new GraphQLError(message, {
    extensions: { code: 'ACCESS_DENIED', documentation: APPROVAL },
  });
}

/** The rule that keeps an app from a field of a type that returns another, if one does. */
export function forbids(
  scopes: ReadonlySet<string>,
  parent: string,
  field: string,
  returns: string,
): AccessRule | undefined {
  return rulesOf(`${parent}.${field} ${returns}`).find(
    (rule) => !rule.scopes.some((scope) => scopes.has(scope)),
  );
}

/** Of a field and the type that it returns; most have none. Every field of every object is asked for. */
const rulesOf = memoized(5_000, (place) =>
  place
    .replace(/Connection$/, '')
    .split(' ')
    .flatMap((each) => BY_PLACE.get(each) ?? []),
);

/** The error that Shopify puts in such a field's place. */
export function accessDenied(field: string, rule: AccessRule): GraphQLError {
  const required = requiredAccess(rule);
  return new GraphQLError(`Access denied for ${field} field. Required access: ${required}`, {
    extensions: {
      code: 'ACCESS_DENIED',
      documentation: 'https://shopify.dev/api/usage/access-scopes',
      requiredAccess: required,
    },
  });
}

const SIXTY_DAYS = 60 * 86_400_000;

/** The creation time (ms) from which an app sees orders: all, or those of the last 60 days. */
export function visibleFrom(scopes: ReadonlySet<string>, now: number): number | undefined {
  return scopes.has('read_all_orders') ? undefined : now - SIXTY_DAYS;
}
