import { Session, type Shopify } from '@shopify/shopify-api';
import { SourceError } from '../../connector.ts';
import type { ShopifyConfig } from '../config.ts';
import { retryAfterMs } from './answer.ts';
import { Patience, type Limits } from './attempts.ts';
import { carry, libraryOf, VERSION, type Exchange } from './exchange.ts';
import { refusedReach } from './reach.ts';
import { causeOf, mayPass, needsAuthorisation, refusal, trouble } from './refusals.ts';

/** What a shop grants. Times are ms since the epoch; absent: it doesn't end. */
export interface Granted {
  readonly accessToken: string;
  readonly expiresAt?: number;
  /** The next one; the one that was used is good no longer. */
  readonly refreshToken?: string;
}

interface GrantContext {
  readonly config: ShopifyConfig;
  readonly library: Shopify;
  readonly limits: Limits;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

/**
 * Asks the shop for a token: by the refresh token, or without one by the app's own credentials.
 * Tries again where that can help, and by the client secret before this one where the shop does not
 * take the new one yet.
 * @throws SourceError with `retry: false` where the shop refuses
 */
export async function grant(
  context: GrantContext,
  refreshToken: string | undefined,
): Promise<Granted> {
  const { previousClientSecret } = context.config;
  try {
    return await grantBy(context, refreshToken);
  } catch (error) {
    const isRefused = error instanceof SourceError && !error.retry;
    if (previousClientSecret === undefined || !isRefused) throw error;
    const config = { ...context.config, clientSecret: previousClientSecret };
    return grantBy({ ...context, config, library: libraryOf(config) }, refreshToken).catch(
      (second: unknown) => {
        throw second instanceof SourceError && !second.retry ? error : second;
      },
    );
  }
}

async function grantBy(context: GrantContext, refreshToken: string | undefined): Promise<Granted> {
  const { config, limits, signal, now } = context;
  const patience = new Patience(limits);
  for (;;) {
    const exchange = exchangeOf(context);
    const session = await askFor(context, exchange, refreshToken);
    signal.throwIfAborted();
    const status = exchange.response?.status;
    if (session !== undefined) return grantedOf(session, now());
    const elsewhere = refusedReach(config.shop, exchange.failure);
    if (elsewhere !== undefined) throw elsewhere;
    if (status !== undefined && status !== 200 && !mayPass(status)) {
      throw refused(config.shop, status, refreshToken !== undefined);
    }
    const asked = retryAfterMs(exchange.response?.headers, now());
    if (await patience.another(asked, signal)) continue;
    const why = status === undefined ? causeOf(exchange.failure) : `answered ${status}`;
    throw trouble(config.shop, `gives no token: ${why}`);
  }
}

function exchangeOf({ config, signal }: GrantContext): Exchange {
  const limit = AbortSignal.timeout(config.timeLimit * 1_000);
  return { config, signal: AbortSignal.any([limit, signal]) };
}

/** undefined where no token came; why not is in the exchange. The library's errors may quote secrets. */
async function askFor(
  { config, library }: GrantContext,
  exchange: Exchange,
  refreshToken: string | undefined,
): Promise<Session | undefined> {
  const { shop } = config;
  try {
    const { session } = await carry(exchange, () =>
      refreshToken === undefined
        ? library.auth.clientCredentials({ shop })
        : library.auth.refreshToken({ shop, refreshToken }),
    );
    return session.accessToken === undefined || session.accessToken === '' ? undefined : session;
  } catch {
    return undefined;
  }
}

/** The library counts a token's life by the computer's clock. */
function grantedOf({ accessToken, expires, refreshToken }: Session, now: number): Granted {
  return {
    accessToken: accessToken ?? '',
    ...(expires !== undefined && { expiresAt: now + expires.getTime() - Date.now() }),
    ...(refreshToken !== undefined && { refreshToken }),
  };
}

function refused(shop: string, status: number, refreshed: boolean): SourceError {
  if (status !== 400 && status !== 401 && status !== 403) return refusal(shop, status, VERSION);
  return refreshed
    ? needsAuthorisation(
        shop,
        `it no longer takes the refresh token (${status})`,
        'Install the app in the shop again and write its new `refreshToken`.',
      )
    : needsAuthorisation(
        shop,
        `it gives no token for \`clientId\` and \`clientSecret\` (${status})`,
        'Correct them, and see that the app belongs to the shop’s organisation and is installed.',
      );
}
