import {
  fastify,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { problemPage, type Problem } from '../pages/problem.ts';
import type { Door, Knock } from './door.ts';
import { ApiError, errorBody, toApiError } from './errors.ts';
import { answerRaw, onClientError } from './raw-answers.ts';
import { badAddress, pass } from './security.ts';

/** A request has so long to come whole, and its headers, ms. */
const REQUEST_MS = 30_000;
const HEADERS_MS = 15_000;
/** How often those that are late are looked for, ms. */
const LOOK_MS = 2_000;

/** More at a time are closed at once: those that never ask anything must not use up all files. */
const MOST_CONNECTIONS = 1_024;

export interface BaseOptions {
  readonly logger?: FastifyBaseLogger | undefined;
  readonly doorOf: (knock: Knock) => Door;
  /** The path of the pages' stylesheet; without it there are no pages, not even for errors. */
  readonly stylesheet: () => string | undefined;
  /** Takes secrets out of what is answered. */
  readonly hide?: ((text: string) => string) | undefined;
}

/**
 * A server without routes, which does not listen yet. Whatever comes passes the door and is answered
 * with the security headers and in the API's form of errors, or with a page where pages are wanted:
 * also addresses that can't be decoded, and what is no HTTP.
 */
export function baseServer({
  logger,
  doorOf,
  stylesheet,
  hide = (text) => text,
}: BaseOptions): FastifyInstance {
  const server: FastifyInstance = fastify({
    ...(logger !== undefined && { loggerInstance: logger }),
    bodyLimit: 64 * 1024,
    routerOptions: { maxParamLength: 512 },
    requestTimeout: REQUEST_MS,
    // What comes while the server closes is answered as ever: fastify's own answer has no headers.
    return503OnClosing: false,
    http: {
      headersTimeout: HEADERS_MS,
      connectionsCheckingInterval: LOOK_MS,
      // The door refuses what has no Host, in the form of all errors.
      requireHostHeader: false,
    },
    clientErrorHandler: onClientError,
    frameworkErrors: (error, request, reply) => {
      const told = error.code === 'FST_ERR_MAX_PARAM_LENGTH' ? tooLong() : badAddress();
      void answer(passed(request, reply) ?? told, request, reply);
    },
  });
  const methods = methodsOf(server);
  const passed = (request: FastifyRequest, reply: FastifyReply): ApiError | undefined => {
    try {
      pass(request, reply, doorOf);
      return undefined;
    } catch (error) {
      return toApiError(error);
    }
  };
  const answer = (error: ApiError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const sheet = stylesheet();
    reply.code(error.status);
    if (error.status === 405) reply.header('allow', methods(request.url).join(', '));
    if (sheet === undefined || !wantsPage(request)) {
      return reply.type('application/json; charset=utf-8').send(errorBody(error));
    }
    const problem: Problem = {
      kind: problemKind(error),
      code: error.code,
      requestId: request.id,
      detail: `${error.message} ${error.mend}`,
    };
    return reply.type('text/html; charset=utf-8').send(problemPage(problem, sheet));
  };
  server.server.maxConnections = MOST_CONNECTIONS;
  answerRaw(server.server);
  server.addHook('onSend', async (_request, reply, payload) =>
    typeof payload === 'string' ? withoutSecrets(payload, reply, hide) : payload,
  );
  server.addHook('onRequest', async (request, reply) => pass(request, reply, doorOf));
  server.setErrorHandler((error, request, reply) => {
    const told = toApiError(error);
    if (told.status >= 500) request.log.error({ error }, 'a request failed');
    return answer(told, request, reply);
  });
  server.setNotFoundHandler((request, reply) => {
    const others = methods(request.url);
    return answer(others.length === 0 ? notFound() : notAllowed(others), request, reply);
  });
  return server;
}

/** Whatever an answer quotes, no secret of the configuration leaves with it. */
function withoutSecrets(text: string, reply: FastifyReply, hide: (text: string) => string): string {
  const without = hide(text);
  const isJson = String(reply.getHeader('content-type')).startsWith('application/json');
  if (without === text || !isJson) return without;
  return JSON.stringify(
    JSON.parse(text, (_key, value: unknown) => (typeof value === 'string' ? hide(value) : value)),
  );
}

/** The methods that an address takes: known once all routes are there. */
function methodsOf(server: FastifyInstance): (url: string) => readonly string[] {
  const routes: { readonly path: RegExp; readonly methods: readonly string[] }[] = [];
  server.addHook('onRoute', ({ url, method }) => {
    const path = new RegExp(`^${url.replaceAll('.', '\\.').replaceAll(/:[a-z]+/g, '[^/]+')}$`);
    routes.push({ path, methods: [method].flat() });
  });
  return (url) => {
    const path = url.split('?', 1)[0] ?? '';
    const found = routes.filter((route) => route.path.test(path));
    return [...new Set(found.flatMap((route) => route.methods))];
  };
}

function notFound(): ApiError {
  return new ApiError(
    404,
    'not_found',
    'There is no such address.',
    'See /openapi.json for those there are.',
  );
}

function notAllowed(methods: readonly string[]): ApiError {
  return new ApiError(
    405,
    'method_not_allowed',
    'This address does not take that method.',
    `Use ${methods.join(' or ')}.`,
  );
}

function tooLong(): ApiError {
  return new ApiError(414, 'too_long', 'A part of the address is too long.', 'No id is so long.');
}

function problemKind({ code, status }: ApiError): Problem['kind'] {
  if (code === 'no_such_goal') return 'goal';
  if (status === 404) return 'page';
  return status < 500 ? 'request' : 'failed';
}

/** Pages are answered with pages, everything under /v1 and every tool that does not ask for HTML with JSON. */
function wantsPage(request: FastifyRequest): boolean {
  return (
    !/^\/(?:v1|webhooks)(?:\/|$)/.test(request.url) &&
    (request.headers.accept ?? '').includes('text/html')
  );
}
