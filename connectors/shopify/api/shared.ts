import { createHash } from 'node:crypto';
import type { ShopifyConfig } from '../config.ts';
import { CostGate } from './cost-gate.ts';
import { KnownCosts } from './operation-cost.ts';
import { Slots } from './slots.ts';
import { StaffRefusal } from './staff-refusal.ts';

/** Shopify lets an app run so many bulk operations in a shop at once. */
const BULK_AT_ONCE = 5;

/** What all that this process asks of one shop as one app has in common. */
export interface Shared {
  readonly gate: CostGate;
  readonly costs: KnownCosts;
  readonly bulk: Slots;
  /** Ids of bulk operations that this process waits for. */
  readonly running: Set<string>;
  readonly staff: StaffRefusal;
}

const all = new Map<string, Shared>();

/** Of the configuration's shop and app, always the same. */
export function sharedOf(config: ShopifyConfig): Shared {
  const { shop, endpoint, clientId, accessToken } = config;
  const whole = JSON.stringify([shop, endpoint, clientId ?? accessToken]);
  const key = createHash('sha256').update(whole).digest('hex');
  const known = all.get(key) ?? fresh();
  all.set(key, known);
  return known;
}

function fresh(): Shared {
  return {
    gate: new CostGate(),
    costs: new KnownCosts(),
    bulk: new Slots(BULK_AT_ONCE),
    running: new Set(),
    staff: new StaffRefusal(),
  };
}
