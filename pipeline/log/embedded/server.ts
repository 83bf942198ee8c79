import type { MessagePort } from 'node:worker_threads';
import { emptyWal, toLogError } from './database.ts';
import type { HighWater } from './high-water.ts';
import { Groups } from './groups.ts';
import type { Answer, Args, ErrorMessage, Operation, RequestMessage } from './protocol.ts';
import { boundsOf, readPiece } from './read-piece.ts';
import { RetentionClock, type Moment } from './retention-clock.ts';
import { Storage } from './storage.ts';
import { trim } from './trim.ts';
import { WriteQueue } from './write-queue.ts';

const TRIM_EVERY_RECORDS = 100_000;
const TRIM_EVERY_MS = 600_000;

type Handlers = { [O in Operation]: (args: Args<O>) => Promise<Answer<O>> | Answer<O> };

/** Answers the requests of any number of ports over one storage, in the log's own thread. */
export class Server {
  readonly #storage: Storage;
  readonly #retainMs: number;
  readonly #retention: RetentionClock;
  readonly #writes: WriteQueue;
  readonly #groups: Groups;
  readonly #ports = new Set<MessagePort>();
  readonly #timer: NodeJS.Timeout;
  #untilTrim = 0;
  #trimming: Promise<number> | undefined;

  constructor(storage: Storage, highWater: HighWater, retainMs: number) {
    this.#storage = storage;
    this.#retainMs = retainMs;
    this.#retention = new RetentionClock(moment(), newestOf(storage));
    this.#writes = new WriteQueue(storage, () => {
      highWater.note(storage);
      this.#groups.serveAll();
    });
    this.#groups = new Groups(storage, this.#writes);
    this.#timer = setInterval(() => this.#trimQuietly(), TRIM_EVERY_MS).unref();
    this.#trimQuietly();
  }

  /** Serves a port until it closes; its consumers leave with it. */
  connect(port: MessagePort): void {
    const members = new Set<number>();
    const handlers = this.#handlers(members);
    this.#ports.add(port);
    port.on('message', (request: RequestMessage) => void answer(port, handlers, request));
    port.on('close', () => {
      this.#ports.delete(port);
      for (const member of members) this.#groups.leave(member);
    });
  }

  /** Writes what waits, then closes the ports. */
  close(): void {
    clearInterval(this.#timer);
    this.#writes.drain();
    for (const port of this.#ports) port.close();
  }

  #handlers(members: Set<number>): Handlers {
    const storage = this.#storage;
    const groups = this.#groups;
    return {
      createTopics: ({ topics }) => storage.createTopics(topics),
      append: ({ topic, ...columns }) => this.#append(topic, columns),
      join: async ({ group, topics }) => {
        const member = await groups.join(group, topics);
        members.add(member);
        return member;
      },
      fetch: (args) => groups.fetch(args),
      commit: ({ member, topic, ranges }) => groups.commit(member, topic, ranges),
      quiesce: ({ member }) => groups.quiesce(member),
      leave: ({ member }) => {
        members.delete(member);
        groups.leave(member);
      },
      bounds: ({ topic }) => boundsOf(storage, topic),
      read: (wanted) => readPiece(storage, wanted),
      rewrite: ({ topic, changes }) => this.#rewrite(topic, changes),
      latest: ({ topic }) => storage.latest(topic),
      lag: ({ group, topics }) => storage.lag(group, topics),
      trim: () => this.#trim(),
    };
  }

  #append(topic: string, columns: Omit<Args<'append'>, 'topic'>): Promise<undefined> {
    this.#storage.topic(topic);
    this.#untilTrim -= columns.keys.length;
    if (this.#untilTrim < 0) this.#trimQuietly();
    return this.#writes.add(columns.keys.length, () =>
      this.#storage.append(topic, columns, Date.now()),
    );
  }

  async #rewrite(topic: string, changes: Args<'rewrite'>['changes']): Promise<void> {
    const { partitions } = this.#storage.topic(topic);
    await this.#writes.add(changes.length, () => {
      for (const { partition, offset, value } of changes) {
        partitions[partition]?.setValue(offset, value);
      }
    });
    emptyWal(this.#storage.db);
  }

  #trim(): Promise<number> {
    this.#untilTrim = TRIM_EVERY_RECORDS;
    const now = this.#retention.at(moment());
    this.#trimming ??= trim(this.#storage, this.#retainMs, now).finally(() => {
      this.#trimming = undefined;
    });
    return this.#trimming;
  }

  #trimQuietly(): void {
    // A failed trim removes nothing; the next one tries again.
    this.#trim().catch(() => undefined);
  }
}

function moment(): Moment {
  return { wall: Date.now(), steady: performance.now() };
}

/** When something was appended last, ms since the epoch; undefined in a new log. */
function newestOf(storage: Storage): number | undefined {
  const times = storage
    .topics()
    .flatMap(({ partitions }) => partitions.flatMap((table) => table?.newest() ?? []));
  return times.length === 0 ? undefined : times.reduce((a, b) => Math.max(a, b));
}

async function answer<O extends Operation>(
  port: MessagePort,
  handlers: Handlers,
  { id, op, args }: RequestMessage<O>,
): Promise<void> {
  try {
    port.postMessage({ id, answer: await handlers[op](args) }, []);
  } catch (error) {
    port.postMessage({ id, error: toErrorMessage(error) }, []);
  }
}

export function toErrorMessage(error: unknown): ErrorMessage {
  const { message, retry, damaged } = toLogError(error, 'use the log');
  return { message, retry, damaged };
}
