import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from './errors.ts';
import { Bodies, BODY_LIMITS, type Place } from './webhook-bodies.ts';

/** A source's call, as it came. */
export interface WebhookCall {
  /** In lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

export interface WebhookRefusal {
  readonly status: 400 | 401 | 404;
  readonly reason: string;
}

/** What a call came to: 200 only once the log has what it means. */
export type WebhookAnswer =
  | { readonly status: 200 }
  | WebhookRefusal
  /** The log can't take it now; the source sends it again. */
  | { readonly status: 503; readonly reason: string };

/** Takes what sources call about. */
export interface WebhookDesk {
  /** Whether a call can be its source's, before its body is read; undefined: it can. */
  admits(connection: string, headers: WebhookCall['headers']): WebhookRefusal | undefined;
  receive(connection: string, call: WebhookCall): Promise<WebhookAnswer>;
}

const RETRY_AFTER_SECONDS = 10;
const CODES = { 400: 'bad_webhook', 401: 'unauthorized', 404: 'not_found', 503: 'unavailable' };
/** `POST /webhooks/<connection>`: no token, since the connector tells by the body who calls. */
export function serveWebhooks(server: FastifyInstance, desk: WebhookDesk): void {
  const bodies = new Bodies(BODY_LIMITS);
  const places = new WeakMap<FastifyRequest, Place>();
  void server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      async (request: FastifyRequest, payload: FastifyRequest['raw']) =>
        places.get(request)?.read(payload),
    );
    scope.addHook('onError', async (request, reply, error) => {
      if (isEndless(request) || isCut(error)) reply.header('connection', 'close');
      if (error instanceof ApiError && error.status === 503) {
        reply.header('retry-after', String(RETRY_AFTER_SECONDS));
      }
    });
    scope.post<{ Params: { connection: string }; Body: unknown }>(
      '/webhooks/:connection',
      {
        bodyLimit: BODY_LIMITS.largest,
        onRequest: async (request, reply) => {
          const refused = desk.admits(request.params.connection, singleHeaders(request.headers));
          if (refused !== undefined) throw refusal(refused);
          const place = bodies.enter(lengthOf(request));
          places.set(request, place);
          onEnd(reply, () => place.leave());
        },
      },
      async ({ params, headers, body }) => {
        const call = { headers: singleHeaders(headers), body: bytesOf(body) };
        const answer = await desk.receive(params.connection, call);
        if (answer.status === 200) return { status: 'ok' };
        throw refusal(answer);
      },
    );
  });
}

/** Calls back once the answer is sent, or can't be any more. */
function onEnd({ raw }: FastifyReply, work: () => void): void {
  raw.once('finish', work).once('close', work);
}

/** As the call announces it; undefined where it comes in chunks. */
function lengthOf({ headers }: FastifyRequest): number | undefined {
  const length = headers['content-length'];
  return length === undefined ? undefined : Number(length);
}

/** What is left of a refused call is read and forgotten, unless nobody knows how much that is. */
function isEndless({ headers, raw }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined && !raw.readableEnded;
}

/** It has not come whole: what follows on the connection can't be told from it. */
function isCut(error: unknown): boolean {
  return error instanceof ApiError && [408, 413].includes(error.status);
}

/** A header that came several times counts as absent: none that proves anything may. */
function singleHeaders(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): WebhookCall['headers'] {
  return Object.fromEntries(
    Object.entries(headers).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}

function bytesOf(body: unknown): Uint8Array {
  return body instanceof Uint8Array ? body : new Uint8Array();
}

function refusal({ status, reason }: Exclude<WebhookAnswer, { status: 200 }>): ApiError {
  const mend =
    status === 503 ? 'Send it again later.' : 'Compare the address and the secret with the source.';
  return new ApiError(status, CODES[status], reason, mend);
}
