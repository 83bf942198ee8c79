import {
  fastify,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { problemPage, type Problem } from '../pages/problem.ts';
import { serveAssets } from './assets.ts';
import { ApiError, errorBody, toApiError } from './errors.ts';
import { openapi } from './openapi.ts';
import { serveOperations } from './operation-routes.ts';
import type { Operations } from './operations.ts';
import { servePages } from './page-routes.ts';
import type { ReadSide } from './read-side.ts';
import { secure } from './security.ts';
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
}: ServerOptions): FastifyInstance {
  const server: FastifyInstance = fastify({
    ...(logger !== undefined && { loggerInstance: logger }),
    bodyLimit: 64 * 1024,
    routerOptions: { maxParamLength: 512 },
  });
  secure(server, { everything: hosts, webhooks: webhookHosts });
  const { stylesheet } = serveAssets(server);
  serveV1(server, readSide, token);
  if (operations !== undefined) serveOperations(server, operations, token);
  if (webhooks !== undefined) serveWebhooks(server, webhooks);
  servePages(server, readSide, stylesheet);
  serveHealth(server, readSide);
  answerProblems(server, stylesheet);
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

function answerProblems(server: FastifyInstance, stylesheet: string): void {
  const answer = (error: ApiError, request: FastifyRequest, reply: FastifyReply) => {
    reply.code(error.status);
    if (!wantsPage(request)) return reply.send(errorBody(error));
    const problem: Problem = {
      kind: problemKind(error),
      code: error.code,
      requestId: request.id,
      detail: `${error.message} ${error.mend}`,
    };
    return reply.type('text/html; charset=utf-8').send(problemPage(problem, stylesheet));
  };
  server.setErrorHandler((error, request, reply) => {
    const told = toApiError(error);
    if (told.status >= 500) request.log.error({ error }, 'a request failed');
    return answer(told, request, reply);
  });
  server.setNotFoundHandler((request, reply) =>
    answer(
      new ApiError(
        404,
        'not_found',
        'There is no such address.',
        'See /openapi.json for those there are.',
      ),
      request,
      reply,
    ),
  );
}

function problemKind({ code, status }: ApiError): Problem['kind'] {
  if (code === 'no_such_goal') return 'goal';
  if (status === 404) return 'page';
  return status < 500 ? 'request' : 'failed';
}

/** Pages are answered with pages, everything under /v1 and every tool that does not ask for HTML with JSON. */
function wantsPage(request: FastifyRequest): boolean {
  return (
    !/^\/(?:v1|webhooks)\//.test(request.url) &&
    (request.headers.accept ?? '').includes('text/html')
  );
}
