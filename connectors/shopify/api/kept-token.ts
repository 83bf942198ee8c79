import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Vault } from '../../connector.ts';
import type { ShopifyConfig } from '../config.ts';
import type { Granted } from './grant.ts';

/** The name in the vault under which it is kept, and renewed by one at a time. */
export const TOKEN = 'token';
/** A token is renewed so long before its end, ms, or a tenth of its life where that is shorter. */
const MARGIN_MS = 300_000;

const keptSchema = z.object({
  /** Of the credentials that the first one was got with: others, and it counts no longer. */
  origin: z.string(),
  accessToken: z.string(),
  /** ms since the epoch; absent: it doesn't end. */
  renewAt: z.number().exactOptional(),
  refreshToken: z.string().exactOptional(),
});

/** A token as the vault has it. */
export type Kept = z.infer<typeof keptSchema>;

/** The same for the same credentials, and nothing can be told from it. */
export function originOf({ shop, clientId, clientSecret, refreshToken }: ShopifyConfig): string {
  const credentials = JSON.stringify([shop, clientId, clientSecret, refreshToken]);
  return createHash('sha256').update(credentials).digest('hex');
}

/** undefined where there is none of these credentials. */
export async function readKept(vault: Vault, origin: string): Promise<Kept | undefined> {
  const text = await vault.read(TOKEN);
  const { data } = keptSchema.safeParse(text === undefined ? undefined : parsed(text));
  return data?.origin === origin ? data : undefined;
}

/** What is to be kept of a grant; the refresh token that was used stays where no other came. */
export function keptOf(
  granted: Granted,
  origin: string,
  used: string | undefined,
  now: number,
): Kept {
  const { accessToken, expiresAt, refreshToken = used } = granted;
  const kept: Kept = { origin, accessToken };
  if (refreshToken !== undefined) kept.refreshToken = refreshToken;
  if (expiresAt !== undefined) {
    kept.renewAt = expiresAt - Math.min(MARGIN_MS, (expiresAt - now) / 10);
  }
  return kept;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
