import { createHash } from 'node:crypto';
import { z } from 'zod';
import { SourceError, type Vault } from '../../connector.ts';
import type { ShopifyConfig } from '../config.ts';
import type { Granted } from './grant.ts';
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

const NAME = 'token';
/** A token is renewed so long before its end, ms, or a tenth of its life where that is shorter. */
const MARGIN_MS = 300_000;

const keptSchema = z.object({
  /** Of the credentials that the first one was got with: others, and it counts no longer. */
  origin: z.string(),
  accessToken: z.string(),
  renewAt: z.number().exactOptional(),
  refreshToken: z.string().exactOptional(),
});
type Kept = z.infer<typeof keptSchema>;

/** The tokens of a connection: the one it is given, or those that it gets and keeps in the vault. */
export function tokensOf(config: ShopifyConfig, source: TokenSource): Tokens {
  return config.accessToken === undefined
    ? new RenewedTokens(config, source)
    : givenToken(config.shop, config.accessToken, config.clientSecret);
}

function givenToken(shop: string, token: string, clientSecret: string | undefined): Tokens {
  return {
    current: async () => token,
    renew: async () => {
      throw needsAuthorisation(
        shop,
        'it does not take `accessToken`',
        'Write the token that the shop’s admin shows for the app; an app that was removed must be installed again.',
      );
    },
    secrets: () => [token, ...(clientSecret === undefined ? [] : [clientSecret])],
  };
}

class RenewedTokens implements Tokens {
  readonly #config: ShopifyConfig;
  readonly #source: TokenSource;
  readonly #origin: string;
  #held: Kept | undefined;

  constructor(config: ShopifyConfig, source: TokenSource) {
    this.#config = config;
    this.#source = source;
    const { shop, clientId, clientSecret, refreshToken } = config;
    const credentials = JSON.stringify([shop, clientId, clientSecret, refreshToken]);
    this.#origin = createHash('sha256').update(credentials).digest('hex');
  }

  async current(): Promise<string> {
    if (this.#held !== undefined && this.#lasts(this.#held)) return this.#held.accessToken;
    return this.#obtain(undefined);
  }

  renew(rejected: string): Promise<string> {
    return this.#obtain(rejected);
  }

  secrets(): readonly string[] {
    const { clientSecret, refreshToken } = this.#config;
    const held = [this.#held?.accessToken, this.#held?.refreshToken];
    return [clientSecret, refreshToken, ...held].filter((each) => each !== undefined);
  }

  /** Whoever comes second finds what the first got. */
  #obtain(rejected: string | undefined): Promise<string> {
    return this.#source.vault.exclusively(NAME, async () => {
      const kept = await this.#read();
      const good = kept !== undefined && kept.accessToken !== rejected && this.#lasts(kept);
      this.#held = good ? kept : await this.#next(kept);
      return this.#held.accessToken;
    });
  }

  /** The next refresh token is durable before anything is done with what came with it. */
  async #next(kept: Kept | undefined): Promise<Kept> {
    const used = kept?.refreshToken ?? this.#config.refreshToken;
    try {
      const next = this.#keptOf(await this.#source.ask(used), used);
      await this.#source.vault.write(NAME, JSON.stringify(next));
      return next;
    } catch (error) {
      if (!(error instanceof SourceError) || error.retry) throw error;
      const others = await this.#read();
      if (others === undefined || others.refreshToken === used || !this.#lasts(others)) throw error;
      return others;
    }
  }

  #keptOf({ accessToken, expiresAt, refreshToken }: Granted, used?: string): Kept {
    const now = this.#source.now();
    const refresh = refreshToken ?? used;
    return {
      origin: this.#origin,
      accessToken,
      ...(expiresAt !== undefined && {
        renewAt: expiresAt - Math.min(MARGIN_MS, (expiresAt - now) / 10),
      }),
      ...(refresh !== undefined && { refreshToken: refresh }),
    };
  }

  #lasts({ renewAt = Infinity }: Kept): boolean {
    return this.#source.now() < renewAt;
  }

  async #read(): Promise<Kept | undefined> {
    const text = await this.#source.vault.read(NAME);
    if (text === undefined) return undefined;
    const { data } = keptSchema.safeParse(parsed(text));
    return data?.origin === this.#origin ? data : undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
