import type { Batch, ConsumeOptions, Consumer, HandlerContext, StoredRecord } from '../log.ts';
import type { PortClient } from './port-client.ts';
import { headersAt, type Fetched } from './protocol.ts';

/** Pieces of one batch at most; a piece has about a million characters. */
const MAX_PIECES = 8;

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
        if (fetched.length === 0 || this.#abort.signal.aborted) break;
        fetching = this.#fetch(topic);
        await this.#options.handler(toBatch(topic, fetched), this.#context);
        await committing;
        const ranges = fetched.flatMap((piece) => piece.ranges);
        committing = this.#client.request('commit', { member: this.#member, topic, ranges });
        committing.catch(() => undefined);
      }
    } finally {
      // The other topics' loops end too, whatever ended this one.
      await this.#quiesce();
      await committing;
    }
  }

  #fetch(topic: string): Promise<readonly Fetched[]> {
    const fetching = this.#fetchPieces(topic);
    fetching.catch(() => undefined);
    return fetching;
  }

  /** Waits for a batch and takes it in pieces, so that no large message has to cross threads. */
  async #fetchPieces(topic: string): Promise<readonly Fetched[]> {
    const pieces: Fetched[] = [];
    let max = this.#options.maxRecords;
    while (max > 0 && pieces.length < MAX_PIECES) {
      const wait = pieces.length === 0;
      const piece = await this.#client.request('fetch', { member: this.#member, topic, max, wait });
      if (piece === undefined) break;
      pieces.push(piece);
      max -= piece.keys.length;
      if (!piece.more) break;
    }
    return pieces;
  }

  async #quiesce(): Promise<void> {
    if (this.#abort.signal.aborted) return;
    this.#abort.abort();
    await this.#client.request('quiesce', { member: this.#member }).catch(() => undefined);
  }
}

function toBatch(topic: string, pieces: readonly Fetched[]): Batch {
  const records: StoredRecord[] = [];
  const headersOf = headerReader();
  for (const piece of pieces) addRecords(records, piece, headersOf);
  return { topic, records };
}

function addRecords(
  records: StoredRecord[],
  { ranges, keys, values, headers, offsets, timestamps }: Fetched,
  headersOf: ReturnType<typeof headerReader>,
): void {
  let i = 0;
  for (const { partition, count } of ranges) {
    for (const end = i + count; i < end; i += 1) {
      const text = headersAt(headers, i);
      const record = {
        key: keys[i] ?? '',
        value: values[i] ?? null,
        partition,
        offset: offsets[i] ?? 0,
        timestamp: timestamps[i] ?? 0,
      };
      records.push(text === null ? record : { ...record, headers: headersOf(text) });
    }
  }
}

/** Reads headers from JSON; the same text as the last one gives the same object. */
function headerReader(): (text: string) => Readonly<Record<string, string>> {
  let last = '{}';
  let headers: Readonly<Record<string, string>> = {};
  return (text) => {
    if (text !== last) headers = JSON.parse(text);
    last = text;
    return headers;
  };
}
