import type { Config } from '../../schemas/config.ts';
import type { LocalRules } from '../../schemas/metrics/local.ts';

/** What a configuration says that decides on the figures of metrics. Pure. */
export function localRulesOf({ business }: Config): LocalRules {
  return { timezone: business.timezone, orders: [], customers: [] };
}
