import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Door, Knock } from './door.ts';
import { ApiError } from './errors.ts';

/** What every answer carries, also those that no route has made. */
export const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

const METHODS = ['GET', 'HEAD', 'POST'];
/** Longer addresses than any of ours; Node itself takes no more than 16 KiB of headers. */
const LONGEST_ADDRESS = 8_192;

/**
 * What every request passes before anything of it is used, also one whose address is no address: sets
 * the security headers, and refuses what may not be reached by this door. A page elsewhere must not
 * reach the figures by rebinding its name. @throws ApiError
 */
export function pass(
  request: FastifyRequest,
  reply: FastifyReply,
  doorOf: (knock: Knock) => Door,
): void {
  reply.headers(SECURITY_HEADERS);
  const refusal = refusalOf(doorOf(request.raw)) ?? misaddressed(request.raw);
  if (refusal !== undefined) throw refusal;
}

function refusalOf(door: Door): ApiError | undefined {
  if (door === 'everything' || door === 'webhooks') return undefined;
  return door === 'unknown-host'
    ? new ApiError(
        403,
        'unknown_host',
        'The request names a host that this server does not answer for.',
        'Use 127.0.0.1 or localhost.',
      )
    : new ApiError(
        403,
        'through_a_proxy',
        'The request came through a proxy, which reaches webhooks only.',
        'Use 127.0.0.1 or localhost; or let the proxy pass its Host on, and list that in server.hosts.',
      );
}

function misaddressed({ method = '', url = '' }: Knock): ApiError | undefined {
  if (!METHODS.includes(method)) {
    return new ApiError(
      405,
      'method_not_allowed',
      'Nothing here takes that method.',
      'See /openapi.json for what there is.',
    );
  }
  if (url.length > LONGEST_ADDRESS) {
    return new ApiError(414, 'too_long', 'The address is too long.', 'Ask for less at a time.');
  }
  // A full URL is what clients send to a proxy; two slashes begin another host's address.
  if (/^\/(?![/\\])/.test(url) && !/%(?:[01][0-9a-f]|7f)/i.test(url)) return undefined;
  return badAddress();
}

/** What can't be decoded, or would mean something else to whoever decodes it. */
export function badAddress(): ApiError {
  return new ApiError(
    400,
    'bad_address',
    'The address can’t be read.',
    'Write it as a path, with % only before two hexadecimal digits.',
  );
}

/** Refuses a request without the local token. @throws ApiError 401 */
export function requireToken(authorization: string | undefined, token: string | undefined): void {
  const given = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
  if (token !== undefined && given !== undefined && sameText(given, token)) return;
  throw new ApiError(
    401,
    'unauthorized',
    'This needs the local token.',
    'Send it as "authorization: Bearer <token>".',
  );
}

function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
