import type { ConsumeOptions, Consumer, HandlerContext } from '../log.ts';
import { recordsOf } from './fetched.ts';
import type { PortClient } from './port-client.ts';
import type { Fetched } from './protocol.ts';
import { Slots } from './slots.ts';

/** Pieces of one batch at most; a piece has about a million characters. */
const MAX_PIECES = 8;

/** A member of the group, and the topics it reads. */
interface Member {
  readonly id: number;
  readonly topics: readonly string[];
}

/**
 * Joins the group with as many members as batches may be handled side by side; the group shares the
 * partitions out among them.
 */
export async function startConsumer(
  client: PortClient,
  options: ConsumeOptions,
): Promise<Consumer> {
  const { group, concurrency = 1 } = options;
  const partitions = await client.request('lag', { group, topics: options.topics });
  const members: Member[] = [];
  for (let number = 0; number < concurrency; number += 1) {
    const useful = partitions.filter(({ partition }) => partition === number);
    const topics = useful.map(({ topic }) => topic);
    if (topics.length === 0) break;
    members.push({ id: await client.request('join', { group, topics }), topics });
  }
  return new EmbeddedConsumer(client, members, options);
}

class EmbeddedConsumer implements Consumer {
  readonly done: Promise<void>;
  readonly #client: PortClient;
  readonly #members: readonly Member[];
  readonly #options: ConsumeOptions;
  readonly #slots: Slots;
  readonly #abort = new AbortController();
  readonly #context: HandlerContext;

  constructor(client: PortClient, members: readonly Member[], options: ConsumeOptions) {
    this.#client = client;
    this.#members = members;
    this.#options = options;
    this.#slots = new Slots(options.concurrency ?? 1);
    this.#context = { signal: this.#abort.signal, heartbeat: () => Promise.resolve() };
    this.done = this.#run();
    this.done.catch(() => undefined);
  }

  async stop(): Promise<void> {
    await this.#quiesce();
    await this.done.catch(() => undefined);
  }

  async #run(): Promise<void> {
    const loops = this.#members.flatMap(({ id, topics }) =>
      topics.map((topic) => this.#runTopic(id, topic)),
    );
    const results = await Promise.allSettled(loops);
    await this.#forEachMember((member) => this.#client.request('leave', { member }));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  async #runTopic(member: number, topic: string): Promise<void> {
    let committing: Promise<unknown> = Promise.resolve();
    try {
      let fetching = this.#fetch(member, topic);
      for (;;) {
        const fetched = await fetching;
        if (fetched.length === 0) break;
        const handled = await this.#slots.run(() => this.#handle(member, topic, fetched));
        if (handled === undefined) break;
        fetching = handled.following;
        await committing;
        const ranges = fetched.flatMap((piece) => piece.ranges);
        committing = this.#client.request('commit', { member, topic, ranges });
        committing.catch(() => undefined);
      }
    } finally {
      // The other loops end too, whatever ended this one.
      await this.#quiesce();
      await committing;
    }
  }

  /** Handles a batch while the next one is fetched; does nothing once the consumer is stopping. */
  async #handle(member: number, topic: string, fetched: readonly Fetched[]) {
    if (this.#abort.signal.aborted) return undefined;
    const following = this.#fetch(member, topic);
    await this.#options.handler({ topic, records: recordsOf(fetched) }, this.#context);
    return { following };
  }

  #fetch(member: number, topic: string): Promise<readonly Fetched[]> {
    const fetching = this.#fetchPieces(member, topic);
    fetching.catch(() => undefined);
    return fetching;
  }

  /** Waits for a batch and takes it in pieces, so that no large message has to cross threads. */
  async #fetchPieces(member: number, topic: string): Promise<readonly Fetched[]> {
    const pieces: Fetched[] = [];
    let max = this.#options.maxRecords;
    while (max > 0 && pieces.length < MAX_PIECES) {
      const wait = pieces.length === 0;
      const piece = await this.#client.request('fetch', { member, topic, max, wait });
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
    await this.#forEachMember((member) => this.#client.request('quiesce', { member }));
  }

  /** A closed log has no members any more. */
  async #forEachMember(work: (member: number) => Promise<unknown>): Promise<void> {
    await Promise.allSettled(this.#members.map(({ id }) => work(id)));
  }
}
