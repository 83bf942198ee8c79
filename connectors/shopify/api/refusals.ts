import { SourceError } from '../../connector.ts';
import { accessDenied } from './access-error.ts';
import type { Complaint } from './answer.ts';

const LONGEST = 300;

/** Takes what must stay secret out of a text that came from outside, and shortens it. */
export function cleaned(text: string, secrets: readonly string[]): string {
  const hidden = secrets
    .filter((secret) => secret !== '')
    .reduce((left, secret) => left.replaceAll(secret, '***'), text);
  const line = hidden.replaceAll(/\s+/g, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

/** Whether the same request may be answered the next time. */
export function mayPass(status: number): boolean {
  return status >= 500 || [408, 425, 429, 430].includes(status);
}

/** The credentials don't give access, or no longer. */
export function needsAuthorisation(shop: string, why: string, mend: string): SourceError {
  const message = `${shop} needs re-authorisation: ${why}; the app may have been uninstalled`;
  return new SourceError(message, { retry: false, mend });
}

/** A renewed token fares no better than the one before. */
export function refusedAtOnce(shop: string): SourceError {
  const why = 'it refuses a token that it has just given';
  return needsAuthorisation(shop, why, 'Install the app in the shop again.');
}

/** No attempt was answered. */
export function trouble(shop: string, why: string, cause?: unknown): SourceError {
  return new SourceError(`${shop} ${why}`, {
    retry: true,
    mend: 'The shop or the network has trouble; the next sync tries again.',
    cause,
  });
}

/** What an answer means that isn't 200 and that no other attempt would change. */
export function refusal(shop: string, status: number, version: string): SourceError {
  const redirected = status >= 300 && status < 400;
  const [why, mend] = REFUSALS[redirected ? 301 : status] ?? [
    `answered ${status}`,
    'Check `shop` and `endpoint` of the connection.',
  ];
  return new SourceError(`${shop} ${why}`.replace('VERSION', version), {
    retry: false,
    mend: mend.replace('VERSION', version),
  });
}

const REFUSALS: Readonly<Record<number, readonly [why: string, mend: string]>> = {
  301: [
    'sends us to another address',
    'Write the shop’s own myshopify.com domain as `shop`; it may have been renamed.',
  ],
  402: [
    'is frozen: its plan is not paid (402)',
    'The shop’s owner settles the plan with Shopify; then sync again.',
  ],
  403: [
    'lets the app in no more (403): the app lacks access, or the shop is closed',
    'Look in the shop’s admin whether the shop is open and the app installed with its scopes.',
  ],
  404: [
    'has no Admin API here (404): the domain is wrong, or it no longer knows version VERSION',
    'Correct `shop` to the shop’s own myshopify.com domain; if it is right, update goalstream, which asks for version VERSION.',
  ],
  423: [
    'is locked (423)',
    'The shop’s owner asks Shopify’s support to unlock it; then sync again.',
  ],
};

/** What a GraphQL answer's complaints mean where no other attempt would change them. */
export function complaint(
  shop: string,
  operation: string,
  complaints: readonly Complaint[],
  secrets: readonly string[],
): SourceError {
  const denied = complaints.find(({ code }) => code === 'ACCESS_DENIED');
  if (denied !== undefined) {
    return accessDenied(shop, { ...denied, ...wordsOf(denied, secrets) });
  }
  const [first] = complaints;
  const told = cleaned(first?.message ?? 'no reason is given', secrets);
  return new SourceError(
    `${shop} refuses ${operation}${first?.field ? ` at ${first.field}` : ''}: ${told}`,
    { retry: false, mend: MENDS[first?.code ?? ''] ?? 'Update goalstream; report it if it stays.' },
  );
}

function wordsOf({ message, needs }: Complaint, secrets: readonly string[]) {
  const told = needs === undefined ? undefined : cleaned(needs, secrets);
  return { message: cleaned(message, secrets), needs: told };
}

const MENDS: Readonly<Record<string, string>> = {
  MAX_COST_EXCEEDED: 'Report it: the query asks for more than Shopify allows at once.',
  SHOP_INACTIVE: 'The shop’s owner settles with Shopify; then sync again.',
};

/** Why a request failed, in the words of what failed deepest. */
export function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  if (error.cause instanceof Error) return causeOf(error.cause);
  const { code } = error as NodeJS.ErrnoException;
  return error.message === '' ? (code ?? error.name) : error.message;
}
