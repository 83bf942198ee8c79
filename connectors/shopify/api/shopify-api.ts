import type { ReadContext } from '../../connector.ts';
import type { ShopifyConfig } from '../config.ts';
import { operationDocument, operationText, type OperationName } from '../queries/documents.ts';
import type { Operations } from '../queries/generated.ts';
import { backoffMs, LIMITS, Patience, pauseFor, type Limits } from './attempts.ts';
import { send, type Outcome, type Sender } from './client.ts';
import { libraryOf } from './exchange.ts';
import { grant } from './grant.ts';
import { estimate } from './operation-cost.ts';
import { PartError } from './part-error.ts';
import { cleaned, refusedAtOnce, trouble } from './refusals.ts';
import { sharedOf, type Shared } from './shared.ts';
import { asksForStaff, refusesStaff } from './staff-refusal.ts';
import { tokensOf, type Tokens } from './tokens.ts';
import type { GateStats } from './cost-gate.ts';

const USED_UP = 'throttles every request: somebody else uses up what the app may ask for';

export type ApiContext = Pick<ReadContext, 'vault' | 'signal' | 'now' | 'connection'>;

export interface RequestOptions {
  /** Instead of the context's. */
  readonly signal?: AbortSignal;
}

export interface ApiStats extends GateStats {
  /** What Shopify says will go, in its words. */
  readonly deprecated: readonly string[];
}

/** A shop's Admin API, as one connection sees it. */
export interface ShopifyApi {
  readonly config: ShopifyConfig;
  readonly context: ApiContext;
  readonly limits: Limits;
  /** What it shares with all other connections of this process to the same shop by the same app. */
  readonly shared: Shared;
  /**
   * Runs an operation: waits for the shop's cost bucket, tries again where that can help, renews
   * the token once. The data is whole: what Shopify denies in part is an error, but for staff, which
   * are left out where the shop does not tell of them.
   * @throws SourceError; the signal's reason once it is aborted
   */
  request<N extends OperationName>(
    name: N,
    variables: Operations[N]['variables'],
    options?: RequestOptions,
  ): Promise<Operations[N]['data']>;
  /** Requests and points of all that share the bucket. */
  stats(): ApiStats;
  /** A text from outside, short and without what must stay secret. */
  cleaned(text: string): string;
}

/** Opens nothing yet: the first request does. */
export function openShopify(
  config: ShopifyConfig,
  context: ApiContext,
  limits: Partial<Limits> = {},
): ShopifyApi {
  return new Api(config, context, { ...LIMITS, ...limits });
}

/** How often a request is tried of which only a part fails: without that part it may do. */
const PART_ATTEMPTS = 2;

class Api implements ShopifyApi {
  readonly config: ShopifyConfig;
  readonly context: ApiContext;
  readonly limits: Limits;
  readonly shared: Shared;
  readonly #sender: Sender;
  readonly #tokens: Tokens;
  readonly #deprecated = new Set<string>();

  constructor(config: ShopifyConfig, context: ApiContext, limits: Limits) {
    this.config = config;
    this.context = context;
    this.limits = limits;
    this.shared = sharedOf(config);
    const library = libraryOf(config);
    const { vault, now, signal } = context;
    this.#sender = { config, library, now };
    const ask = (refreshToken: string | undefined) =>
      grant({ config, library, limits, signal, now }, refreshToken);
    this.#tokens = tokensOf(config, { vault, now, ask });
  }

  stats(): ApiStats {
    return { ...this.shared.gate.stats, deprecated: [...this.#deprecated] };
  }

  cleaned(text: string): string {
    return cleaned(text, this.#tokens.secrets());
  }

  async request<N extends OperationName>(
    name: N,
    variables: Operations[N]['variables'],
    options: RequestOptions = {},
  ): Promise<Operations[N]['data']> {
    const { staff } = this.shared;
    if (!asksForStaff(variables)) return this.#answered(name, variables, options);
    const without = { ...variables, staff: false };
    if (staff.stands) return this.#answered(name, without, options);
    try {
      return await this.#answered(name, variables, options);
    } catch (error) {
      if (!refusesStaff(error)) throw error;
      staff.note();
      return this.#answered(name, without, options);
    }
  }

  async #answered<N extends OperationName>(
    name: N,
    variables: Operations[N]['variables'],
    { signal = this.context.signal }: RequestOptions,
  ): Promise<Operations[N]['data']> {
    const patience = new Patience(this.limits);
    let throttled = 0;
    let failedInside = 0;
    let throttledAt = Infinity;
    let renewed: string | undefined;
    for (;;) {
      const token = renewed ?? (await this.#tokens.current());
      const outcome = await this.#attempt(name, variables, token, signal);
      switch (outcome.kind) {
        case 'data':
          return outcome.data as Operations[N]['data'];
        case 'refused':
          throw outcome.error;
        case 'unauthorised':
          if (renewed !== undefined) throw refusedAtOnce(this.config.shop);
          renewed = await this.#tokens.renew(token);
          break;
        case 'throttled':
          throttledAt = Math.min(throttledAt, performance.now());
          if (performance.now() - throttledAt > this.limits.throttledMs) {
            throw trouble(this.config.shop, USED_UP);
          }
          if (++throttled > 1) await pauseFor(backoffMs(throttled, this.limits), signal);
          break;
        case 'again':
          if (outcome.inside === 'part' && ++failedInside >= PART_ATTEMPTS) {
            throw new PartError(this.config.shop, outcome.why, true);
          }
          if (!(await patience.another(outcome.afterMs, signal))) {
            if (outcome.inside === 'all') throw new PartError(this.config.shop, outcome.why, false);
            throw trouble(this.config.shop, outcome.why);
          }
      }
    }
  }

  async #attempt(
    name: OperationName,
    variables: Readonly<Record<string, unknown>>,
    token: string,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const { shared } = this;
    const known = shared.costs.find(name, variables);
    const pass = await shared.gate.enter(
      known ?? estimate(operationDocument(name), variables),
      signal,
    );
    let outcome: Outcome | undefined;
    try {
      const secrets = [token, ...this.#tokens.secrets()];
      const request = { operation: name, text: operationText(name), variables, token, secrets };
      outcome = await send({ ...request, ...this.#sender, signal });
      if (outcome.cost !== undefined) shared.costs.learn(name, variables, outcome.cost.requested);
      if (outcome.kind === 'data' && outcome.deprecated) this.#deprecated.add(outcome.deprecated);
      return outcome;
    } finally {
      pass.settle(outcome?.cost, outcome?.kind === 'throttled');
    }
  }
}
