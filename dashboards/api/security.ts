import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { ApiError } from './errors.ts';

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

const LOCAL = ['127.0.0.1', 'localhost', '[::1]'];

/** Host names to answer for, besides this machine's own. */
export interface KnownHosts {
  readonly everything: readonly string[];
  /** For webhooks only: the public name must not show the figures. */
  readonly webhooks: readonly string[];
}

/**
 * Sets the security headers on every answer and refuses requests whose Host is not this machine
 * or a known one: a page elsewhere must not reach the figures by rebinding its name.
 */
export function secure(server: FastifyInstance, hosts: KnownHosts): void {
  const known = new Set([...LOCAL, ...hosts.everything.map((host) => host.toLowerCase())]);
  const called = new Set(hosts.webhooks.map((host) => host.toLowerCase()));
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS).header('cache-control', 'no-store');
    const host = (request.headers.host ?? '').toLowerCase().replace(/:\d+$/, '');
    if (request.url.startsWith('/webhooks/') && called.has(host)) return;
    if (!known.has(host)) {
      throw new ApiError(
        403,
        'unknown_host',
        'The request names a host that this server does not answer for.',
        'Use 127.0.0.1 or localhost.',
      );
    }
  });
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
