import { LogError, type LogRecord } from '../log.ts';
import { toLogError } from './errors.ts';
import { OutgoingMessages } from './outgoing.ts';
import type { Sender } from './sender.ts';
import type { TopicInfo } from './topics.ts';

interface Append {
  readonly topic: TopicInfo;
  readonly records: readonly LogRecord[];
  /** How many of the records have been sent. */
  sent: number;
  readonly resolve: () => void;
  readonly reject: (error: LogError) => void;
}

interface Part {
  readonly append: Append;
  readonly upTo: number;
}

/** Gathers appends that are made side by side into few sends, in the order they were made. */
export class AppendQueue {
  readonly #sender: Sender;
  readonly #waiting: Append[] = [];
  #running: Promise<void> | undefined;

  constructor(sender: Sender) {
    this.#sender = sender;
  }

  append(topic: TopicInfo, records: readonly LogRecord[]): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ topic, records, sent: 0, resolve, reject });
    this.#running ??= this.#run();
    return promise;
  }

  /** Waits until all appends have been settled. */
  async drained(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // What is appended in this turn of the event loop goes out together.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#sendSome(this.#waiting);
    this.#running = undefined;
  }

  async #sendSome(appends: readonly Append[]): Promise<void> {
    const outgoing = new OutgoingMessages();
    const parts = gather(appends, outgoing);
    try {
      await this.#sender.send(outgoing.messages);
      for (const part of parts) this.#sent(part);
    } catch (cause) {
      const error = toLogError(cause, `append to ${outgoing.topics()}`);
      const [first, ...others] = parts;
      // One append must not fail for what is wrong with another.
      if (first !== undefined && others.length > 0 && !error.retry) {
        await this.#sendSome([first.append]);
      } else {
        for (const { append } of parts) this.#settle(append, () => append.reject(error));
      }
    }
  }

  #sent({ append, upTo }: Part): void {
    append.sent = upTo;
    if (upTo === append.records.length) this.#settle(append, append.resolve);
  }

  #settle(append: Append, settle: () => void): void {
    this.#waiting.splice(this.#waiting.indexOf(append), 1);
    settle();
  }
}

/** Takes records in order until a partition is full. */
function gather(appends: readonly Append[], outgoing: OutgoingMessages): Part[] {
  const parts: Part[] = [];
  for (const append of appends) {
    let upTo = append.sent;
    for (; upTo < append.records.length; upTo += 1) {
      const record = append.records[upTo];
      if (record !== undefined && !outgoing.add(append.topic, record)) break;
    }
    if (upTo > append.sent || append.records.length === 0) parts.push({ append, upTo });
    if (upTo < append.records.length) break;
  }
  return parts;
}
