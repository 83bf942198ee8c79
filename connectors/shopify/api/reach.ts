import { SourceError } from '../../connector.ts';
import { refusalIn } from '../../http/outgoing-refused.ts';
import type { Reach } from '../../http/outgoing.ts';
import { hostOf, isLoopback } from '../../http/public-address.ts';
import type { ShopifyConfig } from '../config.ts';

/**
 * How far a request of a connection may go: to the public internet, and to this machine where its
 * `endpoint` names this machine itself (a stand-in), but nowhere else on it.
 */
export function reachOf({ endpoint, allowPrivate }: ShopifyConfig, address: string): Reach {
  const standIn = endpoint === undefined ? undefined : new URL(endpoint);
  const isStandIn = standIn?.origin === new URL(address).origin && isThisMachine(hostOf(standIn));
  return { allowPrivate: allowPrivate === true || isStandIn };
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || isLoopback(host);
}

/** Why a request was not made at all because of where it leads; no other attempt can help. */
export function refusedReach(shop: string, failure: unknown): SourceError | undefined {
  const refusal = refusalIn(failure);
  if (refusal === undefined) return undefined;
  const { message, mend } = refusal;
  return new SourceError(`${shop} ${message}`, { retry: false, mend, cause: refusal });
}
