import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Vault } from '../../../../connectors/connector.ts';
import { shopifyConfigSchema, type ShopifyConfig } from '../../../../connectors/shopify/config.ts';
import type { Limits } from '../../../../connectors/shopify/api/attempts.ts';
import {
  openShopify,
  type ApiContext,
  type ShopifyApi,
} from '../../../../connectors/shopify/api/shopify-api.ts';

export interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly token: string | undefined;
  readonly body: { query?: string; variables?: Record<string, unknown> } & Record<string, unknown>;
}

type Answer = (call: Call) => void | Promise<void>;

/** A server on a free port that answers as the test says. It stops when the test is done with it. */
export class FakeServer implements AsyncDisposable {
  readonly calls: Call[] = [];
  readonly #server = createServer((request, response) => void this.#take(request, response));
  readonly #answer: Answer;

  private constructor(answer: Answer) {
    this.#answer = answer;
  }

  static async start(answer: Answer): Promise<FakeServer> {
    const shop = new FakeServer(answer);
    shop.#server.listen(0, '127.0.0.1');
    await once(shop.#server, 'listening');
    return shop;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array);
    const text = Buffer.concat(chunks).toString();
    const call: Call = {
      request,
      response,
      path: request.url ?? '',
      token: request.headers['x-shopify-access-token']?.toString(),
      body: text === '' ? {} : (JSON.parse(text) as Call['body']),
    };
    this.calls.push(call);
    await this.#answer(call);
  }
}

/** Answers with JSON. */
export function json(
  { response }: Pick<Call, 'response'>,
  value: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
}

/** The part of an answer that tells its cost. */
export function cost(available = 2_000, requested = 10, actual: number | null = requested): object {
  return {
    cost: {
      requestedQueryCost: requested,
      actualQueryCost: actual,
      throttleStatus: { maximumAvailable: 2_000, currentlyAvailable: available, restoreRate: 100 },
    },
  };
}

/** A data answer. */
export function data(call: Pick<Call, 'response'>, value: unknown): void {
  json(call, { data: value, extensions: cost() });
}

/** A vault in memory, with what was written in its order. */
export function memoryVault(): Vault & { values: Map<string, string>; written: string[] } {
  const values = new Map<string, string>();
  const written: string[] = [];
  const last = new Map<string, Promise<unknown>>();
  return {
    values,
    written,
    read: async (name) => values.get(name),
    write: async (name, value) => {
      if (value === undefined) values.delete(name);
      else values.set(name, value);
      written.push(value ?? '');
    },
    exclusively: (name, work) => {
      const turn = (last.get(name) ?? Promise.resolve()).then(work, work);
      last.set(
        name,
        turn.catch(() => undefined),
      );
      return turn;
    },
  };
}

export function configOf(shop: FakeServer, more: Record<string, unknown> = {}): ShopifyConfig {
  const access = 'clientId' in more ? {} : { accessToken: 'shpat_canary' };
  return shopifyConfigSchema.parse({
    shop: 'skovby.myshopify.com',
    endpoint: shop.url,
    ...access,
    ...more,
  });
}

export function contextOf(more: Partial<ApiContext> = {}): ApiContext {
  return {
    connection: 'shop',
    vault: memoryVault(),
    now: () => Date.now(),
    signal: new AbortController().signal,
    ...more,
  };
}

/** Pauses short enough for tests. */
export const QUICK = { firstPauseMs: 1, longestPauseMs: 4, patienceMs: 2_000, firstLookMs: 2 };

export function openFake(
  shop: FakeServer,
  config: Record<string, unknown> = {},
  context: Partial<ApiContext> = {},
  limits: Partial<Limits> = {},
): ShopifyApi {
  return openShopify(configOf(shop, config), contextOf(context), { ...QUICK, ...limits });
}
