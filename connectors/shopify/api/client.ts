import { Session, type Shopify } from '@shopify/shopify-api';
import { SourceError } from '../../connector.ts';
import type { ShopifyConfig } from '../config.ts';
import { costOf, graphqlErrorOf, retryAfterMs, type Complaint, type Cost } from './answer.ts';
import { carry, VERSION, type Exchange } from './exchange.ts';
import { refusedReach } from './reach.ts';
import { causeOf, cleaned, complaint, mayPass, refusal } from './refusals.ts';

/** What came of one request. */
export type Outcome = { readonly cost: Cost | undefined } & (
  | { readonly kind: 'data'; readonly data: unknown; readonly deprecated: string | undefined }
  | { readonly kind: 'throttled' }
  | { readonly kind: 'unauthorised' }
  /** Another attempt can help. */
  | {
      readonly kind: 'again';
      readonly why: string;
      readonly afterMs: number | undefined;
      /** What was asked for may be the cause: Shopify says that a part of it failed, or that all did. */
      readonly inside?: 'part' | 'all';
    }
  | { readonly kind: 'refused'; readonly error: SourceError }
);

export interface Sender {
  readonly config: ShopifyConfig;
  readonly library: Shopify;
  readonly now: () => number;
}

interface Attempt extends Sender {
  readonly operation: string;
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly token: string;
  readonly secrets: readonly string[];
  readonly signal: AbortSignal;
}

/** Sends a request once. Rejects only with the signal's reason. */
export async function send(attempt: Attempt): Promise<Outcome> {
  const { config, library, text, variables, token, signal } = attempt;
  const limit = AbortSignal.timeout(config.timeLimit * 1_000);
  const exchange: Exchange = {
    config,
    signal: AbortSignal.any([limit, signal]),
  };
  const session = sessionOf(config.shop, token);
  try {
    const client = new library.clients.Graphql({ session });
    const { data, extensions } = await carry(exchange, () =>
      client.request(text, { variables, retries: 0 }),
    );
    return dataOf(attempt, exchange, data, costOf(extensions));
  } catch (error) {
    signal.throwIfAborted();
    await dropBody(exchange);
    if (limit.aborted) return again(`did not answer within ${config.timeLimit} s`);
    return outcomeOf(attempt, exchange, error);
  }
}

function sessionOf(shop: string, accessToken: string): Session {
  return new Session({ id: shop, shop, state: '', isOnline: false, accessToken });
}

function dataOf(
  { config, secrets }: Attempt,
  { response }: Exchange,
  data: unknown,
  cost: Cost | undefined,
): Outcome {
  const version = response?.headers.get('x-shopify-api-version') ?? VERSION;
  const reason = response?.headers.get('x-shopify-api-deprecated-reason') ?? '';
  const deprecated = reason === '' ? undefined : cleaned(reason, secrets);
  if (version === VERSION) return { kind: 'data', data, deprecated, cost };
  const error = new SourceError(
    `${config.shop} answered by version ${cleaned(version, secrets)} of its API instead of ${VERSION}`,
    { retry: false, mend: 'Update goalstream: Shopify no longer knows the version it asks for.' },
  );
  return { kind: 'refused', error, cost };
}

function outcomeOf(attempt: Attempt, { response, failure }: Exchange, error: unknown): Outcome {
  if (response === undefined) {
    const refused = refusedReach(attempt.config.shop, failure);
    if (refused !== undefined) return { kind: 'refused', error: refused, cost: undefined };
    return again(`can't be reached: ${causeOf(failure)}`);
  }
  const { status, headers } = response;
  const told = graphqlErrorOf(error);
  if (told !== undefined) return complainedOf(attempt, told.complaints, told.cost);
  if (status === 200) return again('gave an answer that is cut off or no JSON');
  if (status === 401) return { kind: 'unauthorised', cost: undefined };
  if (mayPass(status)) {
    const answer = again(`answered ${status}`, retryAfterMs(headers, attempt.now()));
    return status === 500 ? { ...answer, inside: 'all' } : answer;
  }
  const refused = refusal(attempt.config.shop, status, VERSION);
  return { kind: 'refused', error: refused, cost: undefined };
}

const INTERNAL = 'INTERNAL_SERVER_ERROR';
const PASSING = new Set([INTERNAL, 'TIMEOUT', 'SERVICE_UNAVAILABLE']);

function complainedOf(
  { config, operation, secrets }: Attempt,
  complaints: readonly Complaint[],
  cost: Cost | undefined,
): Outcome {
  const codes = complaints.map(({ code }) => code);
  if (codes.includes('THROTTLED')) {
    return cost === undefined ? again('throttles us') : { kind: 'throttled', cost };
  }
  const passing = codes.find((code) => PASSING.has(code));
  if (passing !== undefined) {
    return { ...again(`answered ${passing}`), cost, ...insideOf(complaints) };
  }
  return { kind: 'refused', error: complaint(config.shop, operation, complaints, secrets), cost };
}

function insideOf(complaints: readonly Complaint[]): { readonly inside?: 'part' | 'all' } {
  const internal = complaints.filter(({ code }) => code === INTERNAL);
  if (internal.length === 0) return {};
  return { inside: internal.some(({ field }) => field !== '') ? 'part' : 'all' };
}

function again(why: string, afterMs?: number): Outcome & { kind: 'again' } {
  return { kind: 'again', why, afterMs, cost: undefined };
}

/** An answer that nobody reads would hold its connection. */
async function dropBody({ response }: Exchange): Promise<void> {
  if (response?.body == null || response.bodyUsed) return;
  await response.body.cancel().catch(() => undefined);
}
