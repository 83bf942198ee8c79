import type { BulkJob } from './bulk-job.ts';
import type { StandInApp, StandInOptions } from './options.ts';
import {
  bulkPayload,
  orderPayload,
  privacyPayload,
  type PrivacyTopic,
} from './webhook-payloads.ts';
import type { Delivery, WebhookSender } from './webhook-sender.ts';
import type { Subscriptions } from './webhook-subscriptions.ts';

/** Ways to make the stand-in call its subscribers. Topics are as the schema writes them. */
export interface StandInWebhooks {
  /** Sends any payload to all who want the topic. */
  send(topic: string, payload: unknown): Promise<readonly Delivery[]>;
  /** Tells that something happened to an order, such as ORDERS_UPDATED or REFUNDS_CREATE. */
  orderChanged(id: string, topic: string): Promise<readonly Delivery[]>;
  /** Sends a privacy webhook to each app's own address; `customer` and `orders` are numbers. */
  privacy(
    topic: PrivacyTopic,
    customer?: number,
    orders?: readonly number[],
  ): Promise<readonly Delivery[]>;
  /** Where privacy webhooks go from now on, instead of where the apps say. */
  setPrivacyUri(uri: string): void;
  /** What is subscribed, of all apps. */
  subscribed(): readonly { readonly topic: string; readonly uri: string }[];
  /** Resolves when no delivery is under way. */
  idle(): Promise<void>;
}

export function standInWebhooks(
  { shop, now, apps }: StandInOptions,
  subscriptions: Subscriptions,
  sender: WebhookSender,
): StandInWebhooks {
  let privacyUri: string | undefined;
  const send: StandInWebhooks['send'] = async (topic, payload) => {
    const sent = subscriptions
      .for(topic)
      .map(({ app, uri }) => sender.send(app, topic, uri, payload));
    return (await Promise.all(sent)).flat();
  };
  return {
    send,
    orderChanged: (id, topic) => send(topic, orderPayload(topic, id, shop.order(id, now()))),
    async privacy(topic, customer = 1, orders = []) {
      const payload = privacyPayload(topic, shop, customer, orders);
      const sent = apps.flatMap((app) => {
        const uri = privacyUri ?? app.privacyUri;
        return uri === undefined ? [] : [sender.send(app, topic, uri, payload)];
      });
      return (await Promise.all(sent)).flat();
    },
    setPrivacyUri: (uri) => {
      privacyUri = uri;
    },
    subscribed: () =>
      apps.flatMap((app) => subscriptions.of(app).map(({ topic, uri }) => ({ topic, uri }))),
    idle: () => sender.idle(),
  };
}

/** Tells an app, if it wants to know, that its export has ended. */
export async function tellBulkFinished(
  job: BulkJob,
  subscriptions: Subscriptions,
  sender: WebhookSender,
): Promise<void> {
  const topic = 'BULK_OPERATIONS_FINISH';
  const wanting = (app: StandInApp): readonly { uri: string }[] =>
    subscriptions.of(app).filter((each) => each.topic === topic);
  await Promise.all(
    wanting(job.app).map(({ uri }) => sender.send(job.app, topic, uri, bulkPayload(job))),
  );
}
