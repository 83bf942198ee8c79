import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { serveAssets } from './assets.ts';
import { baseServer } from './base-server.ts';
import { doorsOf } from './door.ts';
import { openapi } from './openapi.ts';
import { serveOperations } from './operation-routes.ts';
import type { Operations } from './operations.ts';
import { servePages } from './page-routes.ts';
import type { ReadSide } from './read-side.ts';
import { requireToken } from './security.ts';
import { serveV1 } from './v1.ts';
import { serveWebhooks, type WebhookDesk } from './webhook-routes.ts';

export interface ServerOptions {
  readSide: ReadSide;
  /** Without them their routes are absent. */
  operations?: Operations;
  logger?: FastifyBaseLogger;
  /** The local token that syncs and operations need; without it there are none over HTTP. */
  token?: string;
  /** Host names to answer for besides 127.0.0.1, localhost and [::1]. */
  hosts?: readonly string[];
  /** Without it there are no webhooks. */
  webhooks?: WebhookDesk;
  /** Host names to take webhooks for, and nothing else. */
  webhookHosts?: readonly string[];
  /** Takes secrets out of what is answered. */
  hide?: (text: string) => string;
}

/** The API and the pages as a server that does not listen yet. Closing it is the caller's. */
export function createServer({
  readSide,
  operations,
  logger,
  token,
  hosts = [],
  webhooks,
  webhookHosts = [],
  hide,
}: ServerOptions): FastifyInstance {
  const doorOf = doorsOf({ everything: hosts, webhooks: webhookHosts });
  const server = baseServer({ logger, doorOf, stylesheet: () => stylesheet, hide });
  server.addHook('onRequest', async ({ headers, method, routeOptions: { url = '' } }) => {
    // Before the body is read: whoever has no token gives none.
    if (method === 'POST' && url.startsWith('/v1/')) requireToken(headers.authorization, token);
  });
  const { stylesheet } = serveAssets(server);
  serveV1(server, readSide, token);
  if (operations !== undefined) serveOperations(server, operations, token);
  if (webhooks !== undefined) serveWebhooks(server, webhooks);
  servePages(server, readSide, stylesheet);
  serveHealth(server, readSide);
  return server;
}

/** Webhooks alone, for a port that others reach: by any name, since each call proves itself. */
export function createWebhookServer(
  webhooks: WebhookDesk,
  logger?: FastifyBaseLogger,
): FastifyInstance {
  const doorOf = (): 'webhooks' => 'webhooks';
  const server = baseServer({ logger, doorOf, stylesheet: () => undefined });
  serveWebhooks(server, webhooks);
  server.get('/livez', async () => ({ status: 'ok' }));
  return server;
}

function serveHealth(server: FastifyInstance, readSide: ReadSide): void {
  const description = openapi();
  server.get('/livez', async () => ({ status: 'ok' }));
  server.get('/readyz', async (_request, reply) => {
    const ready = await readSide.ready().catch(() => false);
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ok' : 'not ready' });
  });
  server.get('/openapi.json', async () => description);
}
