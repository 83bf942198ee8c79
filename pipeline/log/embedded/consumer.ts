import type { Batch, ConsumeOptions, Consumer, HandlerContext, StoredRecord } from '../log.ts';
import type { PortClient } from './port-client.ts';
import type { Fetched } from './protocol.ts';

/** Joins the group and runs one loop per topic, each with one batch in the handler at a time. */
export async function startConsumer(
  client: PortClient,
  options: ConsumeOptions,
): Promise<Consumer> {
  const { group, topics } = options;
  const member = await client.request('join', { group, topics });
  return new EmbeddedConsumer(client, member, options);
}

class EmbeddedConsumer implements Consumer {
  readonly done: Promise<void>;
  readonly #client: PortClient;
  readonly #member: number;
  readonly #options: ConsumeOptions;
  readonly #abort = new AbortController();
  readonly #context: HandlerContext;

  constructor(client: PortClient, member: number, options: ConsumeOptions) {
    this.#client = client;
    this.#member = member;
    this.#options = options;
    this.#context = { signal: this.#abort.signal, heartbeat: () => Promise.resolve() };
    this.done = this.#run();
    this.done.catch(() => undefined);
  }

  async stop(): Promise<void> {
    await this.#quiesce();
    await this.done.catch(() => undefined);
  }

  async #run(): Promise<void> {
    const loops = this.#options.topics.map((topic) => this.#runTopic(topic));
    const results = await Promise.allSettled(loops);
    await this.#client.request('leave', { member: this.#member }).catch(() => undefined);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  async #runTopic(topic: string): Promise<void> {
    let committing: Promise<unknown> = Promise.resolve();
    try {
      let fetching = this.#fetch(topic);
      for (;;) {
        const fetched = await fetching;
        if (fetched === undefined || this.#abort.signal.aborted) break;
        fetching = this.#fetch(topic);
        await this.#options.handler(toBatch(topic, fetched), this.#context);
        await committing;
        const { ranges } = fetched;
        committing = this.#client.request('commit', { member: this.#member, topic, ranges });
        committing.catch(() => undefined);
      }
    } finally {
      // The other topics' loops end too, whatever ended this one.
      await this.#quiesce();
      await committing;
    }
  }

  #fetch(topic: string): Promise<Fetched | undefined> {
    const max = this.#options.maxRecords;
    const fetching = this.#client.request('fetch', { member: this.#member, topic, max });
    fetching.catch(() => undefined);
    return fetching;
  }

  async #quiesce(): Promise<void> {
    if (this.#abort.signal.aborted) return;
    this.#abort.abort();
    await this.#client.request('quiesce', { member: this.#member }).catch(() => undefined);
  }
}

function toBatch(topic: string, fetched: Fetched): Batch {
  const { ranges, keys, values, headers, offsets, timestamps } = fetched;
  const records: StoredRecord[] = [];
  for (const { partition, count } of ranges) {
    for (let n = 0; n < count; n += 1) {
      const i = records.length;
      const text = headers?.[i];
      const record = {
        key: keys[i] ?? '',
        value: values[i] ?? null,
        partition,
        offset: offsets[i] ?? 0,
        timestamp: timestamps[i] ?? 0,
      };
      records.push(text ? { ...record, headers: parseHeaders(text) } : record);
    }
  }
  return { topic, records };
}

function parseHeaders(text: string): Record<string, string> {
  const headers: Record<string, string> = JSON.parse(text);
  return headers;
}
