import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';

const FILES = [
  { name: 'goalstream.css', type: 'text/css; charset=utf-8' },
  { name: 'icon.svg', type: 'image/svg+xml' },
] as const;

const IMMUTABLE = 'public, max-age=31536000, immutable';
const REVALIDATE = 'public, no-cache';

/**
 * Serves the stylesheet and the icon with strong entity tags. An address with the content's
 * version may be kept for good.
 * @returns the versioned path of the stylesheet.
 */
export function serveAssets(server: FastifyInstance): { stylesheet: string } {
  const versions = FILES.map(({ name, type }) => {
    const content = readFileSync(new URL(`../pages/${name}`, import.meta.url));
    const version = createHash('sha256').update(content).digest('base64url').slice(0, 16);
    const etag = `"${version}"`;
    server.get<{ Querystring: { v?: string } }>(`/assets/${name}`, async (request, reply) => {
      reply.header('etag', etag);
      reply.header('cache-control', request.query.v === version ? IMMUTABLE : REVALIDATE);
      if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send();
      return reply.type(type).send(content);
    });
    return `/assets/${name}?v=${version}`;
  });
  return { stylesheet: versions[0] ?? '' };
}

function matches(header: string | undefined, etag: string): boolean {
  return (header ?? '')
    .split(',')
    .some((tag) => [etag, '*'].includes(tag.trim().replace(/^W\//, '')));
}
