import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { FaultList, type Faults } from './faults.ts';
import { answerGraphql } from './graphql-endpoint.ts';
import { answer, json, NOT_FOUND, objectIn, readBody, type Answer } from './http.ts';
import { STANDARD_PLAN, type StandInApp, type StandInOptions } from './options.ts';
import { SHOP_RESOLVERS } from './resolvers.ts';
import { API_VERSION } from './schema.ts';
import { Tally, type Stats } from './stats.ts';
import { Bucket } from './throttle.ts';
import { Tokens } from './tokens.ts';

/** A running stand-in for a shop at Shopify. */
export interface StandIn {
  /** Such as http://127.0.0.1:4711, instead of https://<shop>. */
  readonly url: string;
  readonly faults: Faults & { clear(): void };
  readonly tokens: Pick<Tokens, 'expire'>;
  stats(): Stats;
  /** Calls back before each request is looked at, with its operation's name. */
  onRequest(listener: (operation: string) => void): void;
  close(): Promise<void>;
}

/** Starts a stand-in on 127.0.0.1 that speaks as Shopify does for the shop. */
export async function startStandIn(options: StandInOptions): Promise<StandIn> {
  const parts = partsOf(options);
  const server = createServer((request, response) => {
    handle(parts, request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    faults: parts.faults,
    tokens: parts.tokens,
    stats: () => statsOf(parts),
    onRequest: (listener) => void parts.listeners.push(listener),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Parts {
  readonly options: StandInOptions;
  readonly faults: Faults & { clear(): void };
  readonly tokens: Tokens;
  readonly tally: Tally;
  readonly buckets: ReadonlyMap<StandInApp, Bucket>;
  readonly listeners: ((operation: string) => void)[];
}

function partsOf(options: StandInOptions): Parts {
  const { apps, now } = options;
  const clock = options.clock ?? (() => performance.now());
  const lists = {
    http: new FaultList(),
    bulk: new FaultList(),
    webhooks: new FaultList(),
  } as Faults;
  return {
    options,
    tally: new Tally(),
    listeners: [],
    tokens: new Tokens(apps, now, options.strictRefresh === true),
    buckets: new Map(apps.map((app) => [app, new Bucket(options.plan ?? STANDARD_PLAN, clock)])),
    faults: {
      ...lists,
      clear: () => {
        for (const list of Object.values(lists)) list.clear();
      },
    },
  };
}

async function handle(
  parts: Parts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  const { pathname } = new URL(request.url ?? '/', 'http://stand-in');
  if (request.method !== 'POST') return answer(response, undefined, () => NOT_FOUND);
  if (pathname === '/admin/oauth/access_token') {
    return respond(parts, response, 'AccessToken', () => tokenAnswer(parts, body));
  }
  if (pathname !== `/admin/api/${API_VERSION}/graphql.json`) {
    return answer(response, undefined, () => NOT_FOUND);
  }
  const operation = /\b(?:query|mutation)\s+(\w+)/.exec(String(objectIn(body)?.['query']))?.[1];
  const token = request.headers['x-shopify-access-token'];
  return respond(parts, response, operation ?? 'Unnamed', (isThrottled) =>
    graphqlAnswer(parts, String(token), body, isThrottled),
  );
}

async function respond(
  parts: Parts,
  response: ServerResponse,
  operation: string,
  work: (isThrottled: boolean) => Promise<Answer> | Answer,
): Promise<void> {
  parts.tally.request(operation);
  for (const listener of parts.listeners) listener(operation);
  const fault = parts.faults.http.next(operation);
  if (fault?.kind === 'expire-tokens') parts.tokens.expire();
  await answer(response, fault, () => work(fault?.kind === 'throttled'));
}

function tokenAnswer({ tokens }: Parts, body: string): Answer {
  const { status, body: granted } = tokens.grant(objectIn(body) ?? {});
  return json(status, granted);
}

async function graphqlAnswer(
  { options, tokens, tally, buckets }: Parts,
  token: string,
  body: string,
  throttled: boolean,
): Promise<Answer> {
  const app = tokens.appOf(token);
  const bucket = app && buckets.get(app);
  if (app === undefined || bucket === undefined) {
    tally.unauthorized += 1;
    const errors = '[API] Invalid API key or access token (unrecognized login or wrong password)';
    return json(401, { errors });
  }
  const asked = objectIn(body);
  if (typeof asked?.['query'] !== 'string')
    return json(400, { errors: { query: 'Required parameter missing or invalid' } });
  const given = await answerGraphql({
    app,
    bucket,
    throttled,
    shop: options.shop,
    now: options.now(),
    resolvers: SHOP_RESOLVERS,
    text: asked['query'],
    variables: (asked['variables'] ?? {}) as Readonly<Record<string, unknown>>,
  });
  return json(200, given);
}

function statsOf({ tally, buckets }: Parts): Stats {
  const points = [...buckets.values()].map((bucket) => bucket.points());
  return {
    requests: tally.requests(),
    throttled: tally.throttled,
    unauthorized: tally.unauthorized,
    mostBulkAtOnce: tally.mostBulkAtOnce,
    points: {
      spent: points.reduce((sum, { spent }) => sum + spent, 0),
      allowed: points.reduce((sum, { allowed }) => sum + allowed, 0),
    },
  };
}
