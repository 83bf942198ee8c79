import { SourceError, type Vault } from '../../connector.ts';
import type { ShopifyConfig } from '../config.ts';
import type { Granted } from './grant.ts';
import { keptOf, originOf, readKept, TOKEN, type Kept } from './kept-token.ts';
import { needsAuthorisation } from './refusals.ts';

/** The access token that requests carry. */
export interface Tokens {
  current(): Promise<string>;
  /**
   * The shop doesn't take this one any longer.
   * @throws SourceError with `retry: false` where there is no other
   */
  renew(rejected: string): Promise<string>;
  /** All that must never be shown. */
  secrets(): readonly string[];
}

interface TokenSource {
  readonly vault: Vault;
  readonly now: () => number;
  /** Asks the shop, by a refresh token if there is one. */
  readonly ask: (refreshToken: string | undefined) => Promise<Granted>;
}

/** The tokens of a connection: the one it is given, or those that it gets and keeps in the vault. */
export function tokensOf(config: ShopifyConfig, source: TokenSource): Tokens {
  return config.accessToken === undefined
    ? new RenewedTokens(config, source)
    : givenToken(config.shop, config.accessToken, secretsIn(config));
}

/** The secrets that the configuration holds. */
function secretsIn(config: ShopifyConfig): readonly string[] {
  const { clientSecret, previousClientSecret, refreshToken } = config;
  return [clientSecret, previousClientSecret, refreshToken].filter((each) => each !== undefined);
}

function givenToken(shop: string, token: string, others: readonly string[]): Tokens {
  return {
    current: async () => token,
    renew: async () => {
      throw needsAuthorisation(
        shop,
        'it does not take `accessToken`',
        'Write the token that the shop’s admin shows for the app; an app that was removed must be installed again.',
      );
    },
    secrets: () => [token, ...others],
  };
}

/**
 * What this thread last had from a vault: a look there takes several writes to the disk, too many
 * for each of the short reads that webhooks cause. One that counts no longer is told by the shop.
 */
const lastHeld = new WeakMap<Vault, Kept>();

class RenewedTokens implements Tokens {
  readonly #config: ShopifyConfig;
  readonly #source: TokenSource;
  readonly #origin: string;
  readonly #renewals = new Map<string | undefined, Promise<string>>();

  constructor(config: ShopifyConfig, source: TokenSource) {
    this.#config = config;
    this.#source = source;
    this.#origin = originOf(config);
  }

  async current(): Promise<string> {
    const held = this.#held();
    return held !== undefined && this.#lasts(held) ? held.accessToken : this.#obtain(undefined);
  }

  renew(rejected: string): Promise<string> {
    return this.#obtain(rejected);
  }

  secrets(): readonly string[] {
    const held = this.#held();
    const kept = [held?.accessToken, held?.refreshToken].filter((each) => each !== undefined);
    return [...secretsIn(this.#config), ...kept];
  }

  /** All that want the same share one renewal. */
  #obtain(rejected: string | undefined): Promise<string> {
    const running = this.#renewals.get(rejected);
    if (running !== undefined) return running;
    const started = this.#renewal(rejected).finally(() => this.#renewals.delete(rejected));
    this.#renewals.set(rejected, started);
    return started;
  }

  /** Whoever comes second, of all threads and processes, finds what the first got. */
  async #renewal(rejected: string | undefined): Promise<string> {
    return this.#source.vault.exclusively(TOKEN, async () => {
      const kept = await this.#read();
      const good = kept !== undefined && kept.accessToken !== rejected && this.#lasts(kept);
      const held = good ? kept : await this.#next(kept);
      lastHeld.set(this.#source.vault, held);
      return held.accessToken;
    });
  }

  /** The next refresh token is durable before anything is done with what came with it. */
  async #next(kept: Kept | undefined): Promise<Kept> {
    const used = kept?.refreshToken ?? this.#config.refreshToken;
    try {
      const granted = await this.#source.ask(used);
      const next = keptOf(granted, this.#origin, used, this.#source.now());
      await this.#source.vault.write(TOKEN, JSON.stringify(next));
      return next;
    } catch (error) {
      if (!(error instanceof SourceError) || error.retry) throw error;
      const others = await this.#read();
      if (others === undefined || others.refreshToken === used || !this.#lasts(others)) throw error;
      return others;
    }
  }

  #held(): Kept | undefined {
    const held = lastHeld.get(this.#source.vault);
    return held?.origin === this.#origin ? held : undefined;
  }

  #lasts({ renewAt = Infinity }: Kept): boolean {
    return this.#source.now() < renewAt;
  }

  #read(): Promise<Kept | undefined> {
    return readKept(this.#source.vault, this.#config);
  }
}
