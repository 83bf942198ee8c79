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

/**
 * The same for the same app, shop and first refresh token, and nothing can be told from it. The app's
 * secret is not part of it: tokens outlive one that is replaced.
 */
export function originOf({ shop, clientId, refreshToken }: ShopifyConfig): string {
  return digest([shop, clientId, refreshToken, 'any secret']);
}

/** How versions before this one wrote it, with the secret of that time. */
function oldOrigins(config: ShopifyConfig): readonly string[] {
  const { shop, clientId, clientSecret, previousClientSecret, refreshToken } = config;
  const secrets = [clientSecret, previousClientSecret].filter((secret) => secret !== undefined);
  return secrets.map((secret) => digest([shop, clientId, secret, refreshToken]));
}

function digest(credentials: readonly (string | undefined)[]): string {
  return createHash('sha256').update(JSON.stringify(credentials)).digest('hex');
}

/** undefined where there is none of these credentials. */
export async function readKept(vault: Vault, config: ShopifyConfig): Promise<Kept | undefined> {
  const text = await vault.read(TOKEN);
  const { data } = keptSchema.safeParse(text === undefined ? undefined : parsed(text));
  if (data === undefined) return undefined;
  const origin = originOf(config);
  const isOurs = data.origin === origin || oldOrigins(config).includes(data.origin);
  return isOurs ? { ...data, origin } : undefined;
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
