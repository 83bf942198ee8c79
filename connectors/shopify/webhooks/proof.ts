import { createHmac, timingSafeEqual } from 'node:crypto';

/** Base64 of 32 bytes. */
const FORM = /^[A-Za-z0-9+/]{43}=$/;

/** Whether a text can be a proof at all. */
export function isProofForm(proof: string | undefined): boolean {
  return proof !== undefined && FORM.test(proof);
}

/**
 * Whether a body was signed with one of the app's secrets (two while one is being replaced): base64 of
 * an HMAC-SHA256 over its bytes as they came, compared in constant time. What Shopify's own library
 * does, which takes text and one secret only.
 */
export function isProven(
  body: Uint8Array,
  proof: string | undefined,
  secrets: readonly string[],
): boolean {
  const given = Buffer.from(proof ?? '');
  return secrets.some((secret) => {
    const right = Buffer.from(createHmac('sha256', secret).update(body).digest('base64'));
    return given.length === right.length && timingSafeEqual(given, right);
  });
}
