import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { outgoing } from '../../http/outgoing.ts';
import type { FaultList, WebhookFault } from './faults.ts';
import type { StandInApp, WebhookOptions } from './options.ts';
import { API_VERSION } from './schema.ts';
import { topicPath } from './webhook-subscriptions.ts';

/** How one webhook went: each attempt's status, 0 where there was no answer. */
export interface Delivery {
  readonly topic: string;
  readonly uri: string;
  readonly eventId: string;
  readonly attempts: readonly number[];
}

interface Outgoing {
  readonly app: Pick<StandInApp, 'clientSecret'>;
  readonly topic: string;
  readonly uri: string;
  readonly body: string;
  readonly eventId: string;
}

/** Eight further attempts over four hours, each later than the one before. */
const RETRIES = [10, 60, 300, 900, 1_800, 2_700, 3_600, 5_400].map((seconds) => seconds * 1_000);

/** Calls the subscribers, and again until they say 2xx. */
export class WebhookSender {
  readonly #options: WebhookOptions;
  readonly #faults: FaultList<WebhookFault>;
  readonly #shop: string;
  readonly #now: () => number;
  readonly #stop = new AbortController();
  readonly #open = new Set<Promise<unknown>>();
  #late: (() => void)[] = [];

  constructor(given: {
    readonly options: WebhookOptions;
    readonly faults: FaultList<WebhookFault>;
    readonly shop: string;
    readonly now: () => number;
  }) {
    this.#options = given.options;
    this.#faults = given.faults;
    this.#shop = given.shop;
    this.#now = given.now;
  }

  /** Sends an event to an address, once or as a fault has it. Resolves when it was taken or given up. */
  async send(
    app: Pick<StandInApp, 'clientSecret'>,
    topic: string,
    uri: string,
    payload: unknown,
  ): Promise<readonly Delivery[]> {
    const event = { app, topic, uri, body: JSON.stringify(payload), eventId: randomUUID() };
    const fault = this.#faults.next(topic);
    if (fault?.kind === 'lose') return [];
    if (fault?.kind === 'late') await new Promise<void>((resolve) => this.#late.push(resolve));
    const times = fault?.kind === 'duplicate' ? 2 : 1;
    const sent = Array.from({ length: times }, () => this.#deliver(event));
    const all = Promise.all(sent).finally(() => this.#open.delete(all));
    this.#open.add(all);
    const deliveries = await all;
    if (fault?.kind !== 'late') this.#release();
    return deliveries;
  }

  /** Resolves when nothing is under way any more. */
  async idle(): Promise<void> {
    while (this.#open.size > 0) await Promise.allSettled(this.#open);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#release();
    await this.idle();
  }

  /** What was held back goes after what was just sent. */
  #release(): void {
    const late = this.#late;
    this.#late = [];
    for (const go of late) go();
  }

  async #deliver(event: Outgoing): Promise<Delivery> {
    const attempts: number[] = [];
    for (const wait of [0, ...(this.#options.retries ?? RETRIES)]) {
      if (this.#stop.signal.aborted) break;
      if (wait > 0) await this.#pause(wait);
      const status = await this.#post(event);
      attempts.push(status);
      if (status >= 200 && status < 300) break;
    }
    const { topic, uri, eventId } = event;
    return { topic, uri, eventId, attempts };
  }

  async #pause(ms: number): Promise<void> {
    await setTimeout(ms, undefined, { ref: false, signal: this.#stop.signal }).catch(() => {});
  }

  async #post({ app, topic, uri, body, eventId }: Outgoing): Promise<number> {
    const limit = AbortSignal.timeout(this.#options.timeout ?? 5_000);
    try {
      const options = {
        method: 'POST',
        body,
        signal: AbortSignal.any([limit, this.#stop.signal]),
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Shopify-Captain-Hook',
          'x-shopify-topic': topicPath(topic),
          'x-shopify-shop-domain': this.#shop,
          'x-shopify-api-version': API_VERSION,
          'x-shopify-hmac-sha256': signature(app.clientSecret, body),
          'x-shopify-webhook-id': randomUUID(),
          'x-shopify-event-id': eventId,
          'x-shopify-triggered-at': new Date(this.#now()).toISOString(),
        },
      };
      const response = await outgoing(uri, options, { allowPrivate: true });
      await response.body?.cancel();
      return response.status;
    } catch {
      return 0;
    }
  }
}

/** Base64 of the HMAC of the raw body, by the app's secret. */
function signature(secret: string, body: string): string {
  return createHmac('sha256', secret).update(body, 'utf8').digest('base64');
}
