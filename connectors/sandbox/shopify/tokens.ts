import { randomBytes } from 'node:crypto';
import type { StandInApp } from './options.ts';

const DAY_SECONDS = 86_399;
const HOUR_SECONDS = 3_600;
const REFRESH_SECONDS = 90 * 86_400;

interface Granted {
  readonly app: StandInApp;
  /** ms; absent: never. */
  readonly expiresAt?: number;
  /** The refresh token that is void once this one is used. */
  readonly replaces?: string;
}

export interface TokenAnswer {
  readonly status: 200 | 400 | 401;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The access tokens of the apps, and the ways to get them. Times are the shop's, ms. */
export class Tokens {
  readonly #apps: readonly StandInApp[];
  readonly #now: () => number;
  readonly #strict: boolean;
  readonly #tokens = new Map<string, Granted>();
  readonly #refresh = new Map<string, Granted>();

  constructor(apps: readonly StandInApp[], now: () => number, strict: boolean) {
    this.#apps = apps;
    this.#now = now;
    this.#strict = strict;
    for (const app of apps) {
      if (app.accessToken !== undefined) this.#tokens.set(app.accessToken, { app });
      for (const token of app.refreshTokens ?? []) this.#refresh.set(token, { app });
    }
  }

  /** Whose token it is, if it is good. */
  appOf(token: string | undefined): StandInApp | undefined {
    const granted = this.#tokens.get(token ?? '');
    if (granted === undefined || !this.#isGood(granted)) return undefined;
    if (granted.replaces !== undefined) this.#refresh.delete(granted.replaces);
    return granted.app;
  }

  /** Makes a token worthless at once, or all tokens that would expire some day. */
  expire(token?: string): void {
    if (token !== undefined) this.#tokens.delete(token);
    else
      for (const [each, { expiresAt }] of this.#tokens) {
        if (expiresAt !== undefined) this.#tokens.delete(each);
      }
  }

  /** Answers what is posted to /admin/oauth/access_token, as the JSON that the client sends. */
  grant(asked: Readonly<Record<string, unknown>>): TokenAnswer {
    const app = this.#apps.find(
      (each) =>
        each.clientId === asked['client_id'] && each.clientSecret === asked['client_secret'],
    );
    if (app === undefined) return refused(401, 'invalid_client', 'Client authentication failed');
    if (asked['grant_type'] === 'client_credentials') return this.#credentials(app);
    if (asked['grant_type'] === 'refresh_token') {
      return this.#rotate(app, String(asked['refresh_token']));
    }
    return refused(400, 'unsupported_grant_type', 'The grant type is not supported');
  }

  #credentials(app: StandInApp): TokenAnswer {
    return { status: 200, body: this.#access({ app }, DAY_SECONDS) };
  }

  #rotate(app: StandInApp, old: string): TokenAnswer {
    const granted = this.#refresh.get(old);
    if (granted?.app !== app || !this.#isGood(granted)) {
      return refused(400, 'invalid_grant', 'The refresh token is invalid or expired');
    }
    if (this.#strict) this.#refresh.delete(old);
    if (granted.replaces !== undefined) this.#refresh.delete(granted.replaces);
    const body = this.#access({ app, replaces: old }, HOUR_SECONDS);
    const token = `shprt_${randomBytes(16).toString('hex')}`;
    const expiresAt = this.#now() + REFRESH_SECONDS * 1_000;
    this.#refresh.set(token, { app, expiresAt, replaces: old });
    return {
      status: 200,
      body: { ...body, refresh_token: token, refresh_token_expires_in: REFRESH_SECONDS },
    };
  }

  #access(granted: Granted, seconds: number): Readonly<Record<string, unknown>> {
    const token = `shpat_${randomBytes(16).toString('hex')}`;
    this.#tokens.set(token, { ...granted, expiresAt: this.#now() + seconds * 1_000 });
    return { access_token: token, scope: granted.app.scopes.join(','), expires_in: seconds };
  }

  #isGood({ expiresAt }: Granted): boolean {
    return expiresAt === undefined || this.#now() < expiresAt;
  }
}

function refused(status: 400 | 401, error: string, description: string): TokenAnswer {
  return { status, body: { error, error_description: description } };
}
