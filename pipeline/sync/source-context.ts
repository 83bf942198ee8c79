import type { ReadContext } from '../../connectors/connector.ts';
import { openVault } from './vault.ts';

/** What a connection's context is made of. */
export interface SourceSurroundings {
  readonly connection: string;
  readonly business: { readonly timezone: string; readonly currency: string };
  readonly baseDir: string;
  readonly dataDir: string;
  readonly now: () => number;
}

/**
 * A context to look at a source with: customers' ids stay as they are, so nothing that is read
 * with it may be kept.
 */
export function sourceContext(
  { connection, business, baseDir, dataDir, now }: SourceSurroundings,
  signal: AbortSignal,
): ReadContext {
  const { timezone, currency } = business;
  const vault = openVault(dataDir, connection);
  const customerKey = (id: string): string => id;
  return { connection, timezone, currency, baseDir, now, signal, customerKey, vault };
}
