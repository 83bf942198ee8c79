import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { fileAnswer, secretIn } from './bulk-file.ts';
import { answerGraphql } from './graphql-endpoint.ts';
import { answer, json, NOT_FOUND, objectIn, type Answer } from './http.ts';
import type { Parts } from './parts.ts';
import { API_VERSION } from './schema.ts';

const UNAUTHORIZED = json(401, {
  errors: '[API] Invalid API key or access token (unrecognized login or wrong password)',
});

/** Answers one request, whatever it is. */
export async function handle(
  parts: Parts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await text(request);
  const { pathname } = new URL(request.url ?? '/', 'http://stand-in');
  const secret = secretIn(pathname);
  if (request.method === 'GET' && secret !== undefined) {
    return respond(parts, response, 'BulkFile', () =>
      fileAnswer(parts.jobs, secret, request.headers.range),
    );
  }
  if (request.method === 'POST' && pathname === '/admin/oauth/access_token') {
    return respond(parts, response, 'AccessToken', () => tokenAnswer(parts, body));
  }
  if (request.method === 'POST' && pathname === `/admin/api/${API_VERSION}/graphql.json`) {
    const token = request.headers['x-shopify-access-token'];
    return respond(parts, response, operationIn(body), (isThrottled) =>
      graphqlAnswer(parts, typeof token === 'string' ? token : '', body, isThrottled),
    );
  }
  await answer(response, undefined, () => NOT_FOUND);
}

/** The name that a GraphQL request gives its operation. */
function operationIn(body: string): string {
  const query = objectIn(body)?.['query'];
  const name = /\b(?:query|mutation)\s+(\w+)/.exec(typeof query === 'string' ? query : '')?.[1];
  return name ?? 'Unnamed';
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
  { options, tokens, tally, buckets, resolvers }: Parts,
  token: string,
  body: string,
  throttled: boolean,
): Promise<Answer> {
  const app = tokens.appOf(token);
  const bucket = app && buckets.get(app);
  if (app === undefined || bucket === undefined) {
    tally.unauthorized += 1;
    return UNAUTHORIZED;
  }
  const asked = objectIn(body);
  if (typeof asked?.['query'] !== 'string') {
    return json(400, { errors: { query: 'Required parameter missing or invalid' } });
  }
  const given = await answerGraphql({
    app,
    bucket,
    throttled,
    onThrottled: () => (tally.throttled += 1),
    shop: options.shop,
    now: options.now(),
    resolvers,
    text: asked['query'],
    variables: (asked['variables'] ?? {}) as Readonly<Record<string, unknown>>,
  });
  const { headers, ...rest } = json(200, given);
  const { deprecated } = options;
  const header = deprecated === undefined ? {} : { 'x-shopify-api-deprecated-reason': deprecated };
  return { ...rest, headers: { ...headers, ...header } };
}
