import type { FastifyInstance } from 'fastify';
import { ApiError } from './errors.ts';

/** A source's call, as it came. */
export interface WebhookCall {
  /** In lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

/** What a call came to: 200 only once the log has what it means. */
export type WebhookAnswer =
  | { readonly status: 200 }
  | { readonly status: 400 | 401 | 404; readonly reason: string }
  /** The log can't take it now; the source sends it again. */
  | { readonly status: 503; readonly reason: string };

/** Takes what sources call about. */
export interface WebhookDesk {
  receive(connection: string, call: WebhookCall): Promise<WebhookAnswer>;
}

/** A webhook of 2 MiB is larger than any that a source sends. */
const BODY_LIMIT = 2 * 1024 * 1024;
const RETRY_AFTER_SECONDS = 10;
const CODES = { 400: 'bad_webhook', 401: 'unauthorized', 404: 'not_found', 503: 'unavailable' };

/** `POST /webhooks/<connection>`: no token, since the connector tells by the body who calls. */
export function serveWebhooks(server: FastifyInstance, desk: WebhookDesk): void {
  void server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
    scope.post<{ Params: { connection: string }; Body: unknown }>(
      '/webhooks/:connection',
      { bodyLimit: BODY_LIMIT },
      async ({ params, headers, body }, reply) => {
        const call = { headers: singleHeaders(headers), body: bytesOf(body) };
        const answer = await desk.receive(params.connection, call);
        if (answer.status === 200) return { status: 'ok' };
        if (answer.status === 503) reply.header('retry-after', String(RETRY_AFTER_SECONDS));
        throw refusal(answer);
      },
    );
  });
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
