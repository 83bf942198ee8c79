import type { ConsumeOptions, Consumer, HandlerContext } from '../log.ts';
import { recordsOf } from './fetched.ts';
import type { PortClient } from './port-client.ts';
import type { Fetched } from './protocol.ts';
import { Slots } from './slots.ts';

/** Pieces of one batch at most; a piece has about a million characters. */
const MAX_PIECES = 8;

/** One of the batches that are handled side by side: each lane has its own of every topic. */
interface Lane {
  readonly topic: string;
  readonly lane: number;
}

/** Joins the group. A lane more than a topic has partitions would have nothing to do. */
export async function startConsumer(
  client: PortClient,
  options: ConsumeOptions,
): Promise<Consumer> {
  const { group, topics, concurrency = 1 } = options;
  const partitions = await client.request('lag', { group, topics });
  const lanes = partitions
    .filter(({ partition }) => partition < concurrency)
    .map(({ topic, partition }) => ({ topic, lane: partition }));
  const member = await client.request('join', { group, topics });
  return new EmbeddedConsumer(client, member, lanes, options);
}

class EmbeddedConsumer implements Consumer {
  readonly done: Promise<void>;
  readonly #client: PortClient;
  readonly #member: number;
  readonly #options: ConsumeOptions;
  readonly #slots: Slots;
  readonly #abort = new AbortController();
  readonly #context: HandlerContext;

  constructor(client: PortClient, member: number, lanes: readonly Lane[], options: ConsumeOptions) {
    this.#client = client;
    this.#member = member;
    this.#options = options;
    this.#slots = new Slots(options.concurrency ?? 1);
    this.#context = { signal: this.#abort.signal, heartbeat: () => Promise.resolve() };
    this.done = this.#run(lanes);
    this.done.catch(() => undefined);
  }

  async stop(): Promise<void> {
    await this.#quiesce();
    await this.done.catch(() => undefined);
  }

  async #run(lanes: readonly Lane[]): Promise<void> {
    const results = await Promise.allSettled(lanes.map((lane) => this.#runLane(lane)));
    await this.#atLog('leave');
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  async #runLane(lane: Lane): Promise<void> {
    const { topic } = lane;
    let committing: Promise<unknown> = Promise.resolve();
    try {
      let fetching = this.#fetch(lane);
      for (;;) {
        const fetched = await fetching;
        if (fetched.length === 0) break;
        const handled = await this.#slots.run(() => this.#handle(lane, fetched));
        if (handled === undefined) break;
        fetching = handled.following;
        await committing;
        const { ranges } = handled;
        committing = this.#client.request('commit', { member: this.#member, topic, ranges });
        committing.catch(() => undefined);
      }
    } finally {
      // The other loops end too, whatever ended this one.
      await this.#quiesce();
      await committing;
    }
  }

  /**
   * Handles a batch, with what came while it waited for its turn, and fetches the next one
   * meanwhile; does nothing once the consumer is stopping.
   */
  async #handle(lane: Lane, fetched: readonly Fetched[]) {
    if (this.#abort.signal.aborted) return undefined;
    const pieces = await this.#fetchPieces(lane, fetched);
    const following = this.#fetch(lane);
    await this.#options.handler({ topic: lane.topic, records: recordsOf(pieces) }, this.#context);
    return { following, ranges: pieces.flatMap((piece) => piece.ranges) };
  }

  #fetch(lane: Lane): Promise<readonly Fetched[]> {
    const fetching = this.#fetchPieces(lane, []);
    fetching.catch(() => undefined);
    return fetching;
  }

  /**
   * Fills a batch in pieces, so that no large message has to cross threads: waits where it has none,
   * takes what there is where it has some.
   */
  async #fetchPieces(lane: Lane, known: readonly Fetched[]): Promise<readonly Fetched[]> {
    const pieces = [...known];
    let max = this.#options.maxRecords - pieces.reduce((sum, { keys }) => sum + keys.length, 0);
    while (max > 0 && pieces.length < MAX_PIECES) {
      const wait = pieces.length === 0;
      const piece = await this.#client.request('fetch', {
        member: this.#member,
        ...lane,
        max,
        wait,
      });
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
    await this.#atLog('quiesce');
  }

  /** A closed log has no members any more. */
  async #atLog(operation: 'quiesce' | 'leave'): Promise<void> {
    await this.#client.request(operation, { member: this.#member }).catch(() => undefined);
  }
}
