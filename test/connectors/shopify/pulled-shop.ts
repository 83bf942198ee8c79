import type { ReadContext } from '../../../connectors/connector.ts';
import { createShop, type MadeUpShop } from '../../../connectors/sandbox/shopify/shop/shop.ts';
import type { Rates } from '../../../connectors/sandbox/shopify/shop/rates.ts';
import type { StandInApp } from '../../../connectors/sandbox/shopify/options.ts';
import { startStandIn, type StandIn } from '../../../connectors/sandbox/shopify/stand-in.ts';
import { shopifyWithin } from '../../../connectors/shopify/shopify.ts';
import type { SyncResult } from '../../../pipeline/sync/runner.ts';
import { memoryVault } from '../../support/memory-vault.ts';
import { ALL_SCOPES } from '../../support/stand-in.ts';
import { World } from '../../sync/world.ts';

export const ZONE = 'Europe/Copenhagen';
const TOKEN = 'shpat_canary_of_the_tests';

/** Shopify's connector; it pauses as often as ever, but no longer than a shop in this process needs. */
export const quickShopify = shopifyWithin({ firstLookMs: 5, firstPauseMs: 10 });

interface Given {
  readonly seed?: string;
  readonly ordersPerDay?: number;
  readonly firstDay?: string;
  readonly now?: number;
  readonly rates?: Partial<Rates>;
  readonly scopes?: readonly string[];
  /** More of the app, such as what its store's plan withholds. */
  readonly app?: Partial<StandInApp>;
  readonly deprecated?: string;
  readonly config?: Record<string, unknown>;
  readonly shuffle?: number;
}

/** A made-up shop behind its stand-in, and a world that the connector's syncs leave their traces in. */
export interface PulledShop {
  readonly shop: MadeUpShop;
  readonly standIn: StandIn;
  readonly world: World;
  readonly config: Record<string, unknown>;
  /** The shop's instant, ms. */
  now: number;
  /** A run that reads orders again by their ids, as webhooks ask for it. */
  refresh(keys: readonly string[]): Promise<SyncResult>;
  /** The facts that somebody has who reads the whole shop now. */
  readAnew(): Promise<ReturnType<World['latest']>>;
  close(): Promise<void>;
}

export const secrets = [TOKEN];

/** Starts all of it. Rich in points, so that nothing waits. */
export async function pulledShop(given: Given = {}): Promise<PulledShop> {
  const { seed = 'ledger', ordersPerDay = 15, firstDay = '2026-10-20', rates = {} } = given;
  const shop = createShop({ seed, ordersPerDay, firstDay, rates });
  const clock = { now: given.now ?? Date.parse('2026-11-24T12:00:00Z') };
  const scopes = given.scopes ?? ALL_SCOPES;
  const standIn = await startStandIn({
    shop,
    now: () => clock.now,
    apps: [{ clientId: 'app', clientSecret: 'secret', accessToken: TOKEN, scopes, ...given.app }],
    ...(given.deprecated === undefined ? {} : { deprecated: given.deprecated }),
    plan: { bucket: 1_000_000, restoreRate: 1_000_000 },
    bulk: { shuffle: given.shuffle ?? 200, seed },
  });
  const config = {
    shop: shop.info.myshopifyDomain,
    accessToken: TOKEN,
    endpoint: standIn.url,
    timeLimit: 5,
    ...given.config,
  };
  const context = { timezone: ZONE, currency: 'DKK', now: () => clock.now };
  const world = new World(quickShopify, quickShopify.config.parse(config), context);
  world.batchSize = 500;
  return {
    shop,
    standIn,
    world,
    config,
    get now() {
      return clock.now;
    },
    set now(at: number) {
      clock.now = at;
      world.now = at;
    },
    refresh: (keys) => world.refresh([keys]),
    async readAnew() {
      const other = new World(quickShopify, world.config, context);
      other.batchSize = 500;
      await other.run();
      const facts = other.latest();
      other.close();
      return facts;
    },
    async close() {
      world.close();
      await standIn.close();
    },
  };
}

/** What a connector gets from outside, for calls that no sync makes. */
export function contextOf({ now }: PulledShop, given: Partial<ReadContext> = {}): ReadContext {
  return {
    connection: 'shop',
    timezone: ZONE,
    currency: 'DKK',
    baseDir: '.',
    now: () => now,
    signal: new AbortController().signal,
    customerKey: (id) => id,
    vault: memoryVault(),
    ...given,
  };
}
