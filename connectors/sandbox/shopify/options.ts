import type { SandboxShop } from './model.ts';

export interface StandInApp {
  readonly clientId: string;
  readonly clientSecret: string;
  /** A token that never expires, as custom apps have. */
  readonly accessToken?: string;
  /** Such as read_orders, read_all_orders. */
  readonly scopes: readonly string[];
  /** Of the scopes, those that the store's plan makes worth nothing, such as read_users. */
  readonly idleScopes?: readonly string[];
  /** Whether the app lacks access to protected customer data: then Order and Customer are refused. */
  readonly unapproved?: boolean;
  /** Refresh tokens that are good at the start. */
  readonly refreshTokens?: readonly string[];
  /** Where the three privacy webhooks go. */
  readonly privacyUri?: string;
}

/** Points: how many a bucket holds, and how many come back in a second. */
export interface Plan {
  readonly bucket: number;
  readonly restoreRate: number;
}

export interface BulkOptions {
  /** Orders that one operation exports in a second, about; default as fast as it goes. */
  readonly ordersPerSecond?: number;
  /** Lines come within about so many places of where they belong; 0 keeps each order's together. */
  readonly shuffle?: number;
  readonly seed?: string;
}

export interface WebhookOptions {
  /** Allows http:// addresses, for tests. */
  readonly plainHttp?: boolean;
  /** How long until each further attempt, ms. Default as Shopify's, over about four hours. */
  readonly retries?: readonly number[];
  /** How long an answer may take, ms; default 5,000. */
  readonly timeout?: number;
}

export interface StandInOptions {
  readonly shop: SandboxShop;
  /** The shop's time, ms. Tokens and results expire by it. */
  readonly now: () => number;
  readonly apps: readonly StandInApp[];
  /** Default that of the standard plan. */
  readonly plan?: Plan;
  /** Monotonic, ms with fractions; fills the buckets. Default the machine's. */
  readonly clock?: () => number;
  /** Default any free port. */
  readonly port?: number;
  /** Whether the thread may end while the stand-in runs. */
  readonly background?: boolean;
  readonly bulk?: BulkOptions;
  readonly webhooks?: WebhookOptions;
  /** What the answers' deprecation header says; default none. */
  readonly deprecated?: string;
  /** Whether a refresh token is void as soon as it is used, not only once its successor is. */
  readonly strictRefresh?: boolean;
}

export const STANDARD_PLAN: Plan = { bucket: 2_000, restoreRate: 100 };
