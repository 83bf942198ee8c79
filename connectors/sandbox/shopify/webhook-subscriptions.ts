import type { WebhookSubscriptionTopic } from '../../shopify/queries/generated.ts';
import { TOPIC_ACCESS } from '../../shopify/webhooks/topic-access.ts';
import type { Resolvers } from './asking.ts';
import type { StandInApp } from './options.ts';

export interface Subscription {
  readonly id: string;
  /** As the schema writes it: ORDERS_UPDATED. */
  readonly topic: string;
  readonly uri: string;
  readonly app: StandInApp;
}

interface Refusal {
  readonly field: readonly string[] | null;
  readonly message: string;
}

/** Who is to be called for what. */
export class Subscriptions {
  readonly #all = new Map<string, Subscription>();
  readonly #plainHttp: boolean;
  #last = 0;

  constructor(plainHttp: boolean) {
    this.#plainHttp = plainHttp;
  }

  of(app: StandInApp): readonly Subscription[] {
    return [...this.#all.values()].filter((each) => each.app === app);
  }

  /** Those of every app for a topic. */
  for(topic: string): readonly Subscription[] {
    return [...this.#all.values()].filter((each) => each.topic === topic);
  }

  create(app: StandInApp, topic: string, uri: string): Subscription | Refusal {
    const needed = TOPIC_ACCESS[topic as WebhookSubscriptionTopic];
    if (needed !== undefined && !needed.some((scope) => app.scopes.includes(scope))) {
      const message = `You do not have permission to create or update webhooks with ${topicPath(topic)} topic. This topic requires one of the following scopes: ${needed.join(', ')}`;
      return { field: ['topic'], message };
    }
    if (needed !== undefined && app.unapproved === true) {
      const message =
        'This app is not approved to subscribe to webhook topics containing protected customer data.';
      return { field: ['topic'], message };
    }
    const refusal = this.#refusal(app, topic, uri);
    if (refusal !== undefined) return refusal;
    const id = `gid://shopify/WebhookSubscription/${(this.#last += 1)}`;
    return this.#set({ id, topic, uri, app });
  }

  update(app: StandInApp, id: string, uri: string): Subscription | Refusal {
    const found = this.#all.get(id);
    if (found?.app !== app) return gone();
    const refusal = found.uri === uri ? undefined : this.#refusal(app, found.topic, uri);
    return refusal ?? this.#set({ ...found, uri });
  }

  delete(app: StandInApp, id: string): string | Refusal {
    if (this.#all.get(id)?.app !== app) return gone();
    this.#all.delete(id);
    return id;
  }

  #refusal(app: StandInApp, topic: string, uri: string): Refusal | undefined {
    const field = ['webhookSubscription', 'uri'];
    if (uri === '') return { field, message: "Address can't be blank" };
    const isPlain = this.#plainHttp && uri.startsWith('http://');
    if (!uri.startsWith('https://') && !isPlain) {
      const protocol = /^[a-z]+:\/\//i.exec(uri)?.[0] ?? uri;
      return { field, message: `Address protocol ${protocol} is not supported` };
    }
    const isTaken = this.of(app).some((each) => each.topic === topic && each.uri === uri);
    return isTaken
      ? { field, message: 'Address for this topic has already been taken' }
      : undefined;
  }

  #set(subscription: Subscription): Subscription {
    this.#all.set(subscription.id, subscription);
    return subscription;
  }
}

const gone = (): Refusal => ({ field: ['id'], message: 'Webhook subscription does not exist' });

/** A topic as webhooks write it: orders/updated for ORDERS_UPDATED. */
export function topicPath(topic: string): string {
  const long = /^(BULK_OPERATIONS|FULFILLMENT_EVENTS)_(.*)$/.exec(topic);
  const [, what, how] = long ?? /^([A-Z]+)_(.*)$/.exec(topic) ?? [];
  return `${what}/${how}`.toLowerCase();
}

/** The schema's fields about subscriptions. */
export function webhookResolvers(subscriptions: Subscriptions): Resolvers {
  const payload = (result: Subscription | Refusal): object =>
    'message' in result
      ? { webhookSubscription: null, userErrors: [result] }
      : { webhookSubscription: result, userErrors: [] };
  const uriOf = (input: unknown): string => (input as { readonly uri?: string | null }).uri ?? '';
  return {
    'QueryRoot.webhookSubscriptions': (_, __, { app }) => subscriptions.of(app),
    'Mutation.webhookSubscriptionCreate': (_, { topic, webhookSubscription }, { app }) =>
      payload(subscriptions.create(app, String(topic), uriOf(webhookSubscription))),
    'Mutation.webhookSubscriptionUpdate': (_, { id, webhookSubscription }, { app }) =>
      payload(subscriptions.update(app, String(id), uriOf(webhookSubscription))),
    'Mutation.webhookSubscriptionDelete': (_, { id }, { app }) => {
      const result = subscriptions.delete(app, String(id));
      return typeof result === 'string'
        ? { deletedWebhookSubscriptionId: result, userErrors: [] }
        : { deletedWebhookSubscriptionId: null, userErrors: [result] };
    },
  };
}
