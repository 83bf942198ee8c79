import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Whether a body was signed with the app's secret: base64 of an HMAC-SHA256 over its bytes as they
 * came, compared in constant time. What Shopify's own library does, which takes text only.
 */
export function isProven(body: Uint8Array, proof: string | undefined, secret: string): boolean {
  const right = Buffer.from(createHmac('sha256', secret).update(body).digest('base64'));
  const given = Buffer.from(proof ?? '');
  return given.length === right.length && timingSafeEqual(given, right);
}
