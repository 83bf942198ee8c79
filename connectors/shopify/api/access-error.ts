import { SourceError } from '../../connector.ts';
import type { Complaint } from './answer.ts';

/** The app may not read something. */
export class AccessError extends SourceError {
  /** The field's path, such as orders.nodes.staffMember; empty where it isn't said. */
  readonly field: string;
  constructor(field: string, message: string, mend: string) {
    super(message, { retry: false, mend });
    this.name = 'AccessError';
    this.field = field;
  }
}

const UNAPPROVED = /\bnot approved to\b|protected[ -]customer[ -]data/i;
/** What takes level 2 of protected customer data: names, addresses, e-mails, phones, and reports. */
const LEVEL_2 = /address|name|e-?mail|phone|shopifyql|level 2/i;

/** Whether Shopify's words say that the app lacks access to protected customer data, which is no scope. */
export function lacksApproval(words: string): boolean {
  return UNAPPROVED.test(words);
}

/** What to do about that. */
export function requestApproval(level: 1 | 2): string {
  return `Request access to protected customer data of level ${level} for the app (API access requests, where the app is managed at Shopify), and install it again.`;
}

/** What a refused field means and what to do; the complaint's words hold nothing secret. */
export function accessDenied(
  shop: string,
  { field, message, needs, page = '' }: Complaint,
): AccessError {
  const words = needs ?? message;
  const told = `${shop} denies access to ${field === '' ? 'a field' : field}: ${words}`;
  const scopes = scopesIn(words);
  const approval = lacksApproval(`${words} ${page}`)
    ? requestApproval(LEVEL_2.test(`${field} ${words}`) ? 2 : 1)
    : undefined;
  const give = `Give the app ${scopes.join(' or ')} and install it again.`;
  if (scopes.length === 0) {
    const unknown =
      '`goalstream check` tells what the app may not read; give it that and install it again.';
    return new AccessError(field, told, approval ?? unknown);
  }
  if (approval === undefined) return new AccessError(field, told, give);
  return new AccessError(field, told, `${give} Where it has that: ${approval}`);
}

/** The scopes that Shopify names, such as `read_customers`. */
function scopesIn(words: string): readonly string[] {
  const named = words.matchAll(/\b(?:read|write)_[a-z_]+\b/g);
  return [...new Set(Array.from(named, ([scope]) => scope))];
}
