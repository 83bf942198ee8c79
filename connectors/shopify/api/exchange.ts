import { AsyncLocalStorage } from 'node:async_hooks';
// oxlint-disable-next-line import/no-unassigned-import -- it sets the library up
import '@shopify/shopify-api/adapters/node';
import { ApiVersion, LogSeverity, shopifyApi, type Shopify } from '@shopify/shopify-api';
import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime';
import { outgoing } from '../../http/outgoing.ts';
import type { ShopifyConfig } from '../config.ts';
import { reachOf } from './reach.ts';

/** The version of the Admin API that the queries are written for. */
export const VERSION: string = ApiVersion.October26;

/** One HTTP request on its way: what it needs, and once it was made what came of it. */
export interface Exchange {
  readonly config: ShopifyConfig;
  readonly signal: AbortSignal;
  /** Of the answer, once its head is there. */
  response?: Response;
  /** Why there is no answer, or no whole one. */
  failure?: unknown;
}

const exchanges = new AsyncLocalStorage<Exchange>();

/*
 * The library takes one fetch function for the whole process, makes every address https and has no
 * place for a signal in its token functions. So each request runs in a context of its own.
 */
setAbstractFetchFunc(async (input, init) => {
  const exchange = exchanges.getStore();
  if (exchange === undefined) return outgoing(input as string, init);
  const url = rerouted(input as string, exchange.config.endpoint);
  try {
    // A redirect would carry the token to another host.
    const options = { ...init, signal: exchange.signal };
    const response = await outgoing(url, options, reachOf(exchange.config, url));
    exchange.response = response;
    return response;
  } catch (error) {
    exchange.failure = error;
    throw error;
  }
});

/** Runs work of the library whose request goes to the exchange's endpoint and ends with its signal. */
export function carry<T>(exchange: Exchange, work: () => Promise<T>): Promise<T> {
  return exchanges.run(exchange, work);
}

function rerouted(address: string, endpoint: string | undefined): string {
  if (endpoint === undefined) return address;
  const { pathname, search } = new URL(address);
  return `${endpoint.replace(/\/+$/, '')}${pathname}${search}`;
}

/** The library for a connection. It logs nothing: what it would say may hold what must not be said. */
export function libraryOf({ clientId, clientSecret }: ShopifyConfig): Shopify {
  return shopifyApi({
    apiKey: clientId ?? 'none',
    apiSecretKey: clientSecret ?? 'none',
    hostName: 'localhost',
    apiVersion: ApiVersion.October26,
    isEmbeddedApp: false,
    logger: { level: LogSeverity.Error, httpRequests: false, log: () => undefined },
  });
}
