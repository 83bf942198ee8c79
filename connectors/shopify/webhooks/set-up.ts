import type { CheckFinding } from '../../connector.ts';
import { lacksApproval, requestApproval } from '../api/access-error.ts';
import type { ShopifyApi } from '../api/shopify-api.ts';
import type { SubscriptionsQuery, WebhookSubscriptionTopic } from '../queries/generated.ts';
import { allows } from '../scopes.ts';
import { readShop } from '../shop.ts';
import { pathOf, PRIVACY, scopeFor, SUBSCRIBED } from './topics.ts';

type Subscription = SubscriptionsQuery['webhookSubscriptions']['nodes'][number];
type Complaints = readonly { readonly message: string }[];

/**
 * Leaves exactly one subscription a topic, at the address: the app's other ones, at old addresses
 * or twice, are moved or deleted. Doing it again changes nothing. @throws SourceError
 */
export async function subscribe(
  api: ShopifyApi,
  address: string,
): Promise<readonly CheckFinding[]> {
  const { scopes } = await readShop(api);
  const known = await subscriptions(api);
  const findings: CheckFinding[] = [];
  for (const topic of SUBSCRIBED) {
    const ours = known.filter((each) => each.topic === topic);
    const right = ours.find(({ uri }) => uri === address);
    const kept = right ?? ours[0];
    const lacks = scopeFor(topic, (scope) => allows(scopes, scope));
    if (kept === undefined) findings.push(await create(api, topic, address, lacks));
    else if (right === undefined) findings.push(await move(api, kept, address));
    for (const extra of ours.filter((each) => each !== kept)) {
      findings.push(await remove(api, extra));
    }
  }
  if (findings.some(({ level }) => level === 'error')) return findings;
  const message = `Shopify calls ${address} about ${SUBSCRIBED.length} topics`;
  return [...findings, { level: 'ok', message }];
}

/** What nobody can subscribe to, and where it is set. */
export function privacyFinding(address: string): CheckFinding {
  return {
    level: 'warning',
    message: `${PRIVACY.join(', ')} cannot be subscribed to.`,
    mend: `Write ${address} for the three of them in the app’s configuration (compliance webhooks), unless it stands there.`,
  };
}

async function subscriptions(
  api: ShopifyApi,
  after: string | null = null,
): Promise<readonly Subscription[]> {
  const { webhookSubscriptions } = await api.request('Subscriptions', { after });
  const { nodes, pageInfo } = webhookSubscriptions;
  if (!pageInfo.hasNextPage) return nodes;
  return [...nodes, ...(await subscriptions(api, pageInfo.endCursor ?? null))];
}

async function create(
  api: ShopifyApi,
  topic: WebhookSubscriptionTopic,
  uri: string,
  lacks: string | undefined,
): Promise<CheckFinding> {
  const { webhookSubscriptionCreate } = await api.request('Subscribe', { topic, uri });
  return done(`subscribed to ${pathOf(topic)}`, webhookSubscriptionCreate?.userErrors, lacks);
}

async function move(api: ShopifyApi, old: Subscription, uri: string): Promise<CheckFinding> {
  const { webhookSubscriptionUpdate } = await api.request('Resubscribe', { id: old.id, uri });
  const what = `moved ${pathOf(old.topic)} here from ${old.uri}`;
  return done(what, webhookSubscriptionUpdate?.userErrors);
}

async function remove(api: ShopifyApi, extra: Subscription): Promise<CheckFinding> {
  const { webhookSubscriptionDelete } = await api.request('Unsubscribe', { id: extra.id });
  const what = `deleted a second ${pathOf(extra.topic)} at ${extra.uri}`;
  return done(what, webhookSubscriptionDelete?.userErrors);
}

/** A topic that is refused, for a scope or the address, doesn't keep the others from it. */
function done(what: string, complaints: Complaints | undefined, lacks?: string): CheckFinding {
  const [complaint] = complaints ?? [];
  if (complaint === undefined) return { level: 'ok', message: what };
  return {
    level: 'error',
    message: `Shopify did not do this: ${what}: ${complaint.message.replace(/\.$/, '')}.`,
    mend: hintFor(complaint.message, lacks),
  };
}

function hintFor(words: string, lacks: string | undefined): string {
  if (lacks !== undefined) {
    return `Give the app ${lacks}, install it again and run this again; until then syncs find what these calls would tell.`;
  }
  if (lacksApproval(words)) return `${requestApproval(1)} Then run this again.`;
  return 'Write an https address that Shopify can call from outside, and run this again.';
}
