import type { ActualCost } from './cost.ts';
import type { SandboxShop } from './model.ts';
import type { StandInApp } from './options.ts';
import type { Orders } from './orders.ts';
import type { SearchWarning } from './search-query.ts';

/** An app that asks something, at one instant (ms). */
export interface Asking {
  readonly app: StandInApp;
  readonly scopes: ReadonlySet<string>;
  readonly shop: SandboxShop;
  readonly now: number;
  readonly orders: Orders;
  readonly cost: ActualCost;
  readonly warn: (path: string, query: string, warning: SearchWarning) => void;
}

export type Args = Readonly<Record<string, unknown>>;

export type Resolver = (source: unknown, args: Args, asking: Asking) => unknown;

/** Resolvers by type and field, such as `QueryRoot.order`. */
export type Resolvers = Readonly<Record<string, Resolver>>;
