import { createHash } from 'node:crypto';
import type { ShopifyConfig } from '../config.ts';
import { CostGate } from './cost-gate.ts';
import { KnownCosts } from './operation-cost.ts';

/** What all that this process asks of one shop as one app has in common. */
export interface Shared {
  readonly gate: CostGate;
  readonly costs: KnownCosts;
}

const all = new Map<string, Shared>();

/** Of the configuration's shop and app, always the same. */
export function sharedOf(config: ShopifyConfig): Shared {
  const { shop, endpoint, clientId, accessToken } = config;
  const whole = JSON.stringify([shop, endpoint, clientId ?? accessToken]);
  const key = createHash('sha256').update(whole).digest('hex');
  const known = all.get(key) ?? { gate: new CostGate(), costs: new KnownCosts() };
  all.set(key, known);
  return known;
}
