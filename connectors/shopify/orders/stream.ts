import type { ShopifyApi } from '../api/shopify-api.ts';
import type { MapContext, Mapped } from '../map/mapped.ts';
import type { OrderHeadFragment } from '../queries/generated.ts';
import type { Includes } from '../scopes.ts';
import type { PageSize } from './page-size.ts';
import type { AllParts } from './together.ts';

/** What orders are asked with. */
export interface Asking {
  readonly api: ShopifyApi;
  readonly includes: Includes;
  /** Whether the app sees every order: else one that isn't found may only be old. */
  readonly wholeHistory: boolean;
  /** The orders that the stream under way has facts of; none where that is not known. */
  readonly known: () => readonly string[];
  /** See ReadContext. */
  readonly refusesLoss: (lost: number, before: number) => string | undefined;
  /** How many orders a request takes, by operation. */
  readonly size: (operation: string) => PageSize;
}

/** When an order is to be read again though nothing told that it changed, ms. */
export interface Due {
  readonly at: number;
  /** Not any more after this. */
  readonly until: number;
}

/** An order, whole; or its id alone where it is gone. */
export type Found<O> = O | { readonly gone: string };

/** An order that Shopify can't answer. */
export interface Unanswered {
  /** Its id. */
  readonly unanswered: string;
  readonly reason: string;
}

export type Answered<O> = Found<O> | Unanswered;

export interface FoundPage<O> {
  readonly orders: readonly Found<O>[];
  /** Where the next page starts; absent after the last. */
  readonly after: string | undefined;
}

/** One kind of fact that orders are read for. Whatever way an order is read, it is the same. */
export interface OrderStream<O extends OrderHeadFragment> {
  /** See MAPPING. */
  readonly mapping: number;
  /** A page of orders by their time of change, oldest first, each with all that belongs to it. */
  page(asking: Asking, filter: string, after: string | undefined): Promise<FoundPage<O>>;
  /** The orders with these ids, in their order. */
  byIds(asking: Asking, ids: readonly string[]): Promise<readonly Found<O>[]>;
  /** An order as it was asked for together with other streams; undefined where it has more. */
  fromParts(order: AllParts): O | undefined;
  /** Ids that one request takes. */
  idsAtOnce(asking: Asking): number;
  /** All orders that a search finds, by a bulk operation. Nothing is given before it is whole. */
  bulk(asking: Asking, filter: string, signal: AbortSignal): AsyncIterable<O | Unanswered>;
  map(order: O, context: MapContext): Mapped;
  due(order: O, context: MapContext): Due | undefined;
}
