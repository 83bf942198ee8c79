import { LogError } from '../log.ts';
import { recordReader } from './records.ts';
import type { Reader } from './reader.ts';
import type { TopicInfo, Topics } from './topics.ts';

/** What a process knows of a compacted topic, and up to which offset of each partition. */
interface State {
  readonly values: Map<string, string>;
  readonly positions: Map<number, number>;
}

/**
 * The newest values of compacted topics. They are kept: each call reads only what was appended
 * since the last one, up to the end of the log at the call.
 */
export class Latest {
  readonly #topics: Topics;
  readonly #reader: Reader;
  readonly #states = new Map<string, State>();
  readonly #reading = new Map<string, Promise<unknown>>();

  constructor(topics: Topics, reader: Reader) {
    this.#topics = topics;
    this.#reader = reader;
  }

  async byKey(topic: string): Promise<Map<string, string>> {
    const info = await this.#topics.info(topic);
    const { compacted } = await this.#topics.settings(topic);
    if (!compacted) {
      throw new LogError(`topic "${topic}" is not compacted: it has no latest values`, {
        retry: false,
      });
    }
    const before = this.#reading.get(topic) ?? Promise.resolve();
    const reading = before.catch(() => undefined).then(() => this.#catchUp(topic, info));
    this.#reading.set(topic, reading);
    return new Map(await reading);
  }

  async #catchUp(topic: string, info: TopicInfo): Promise<ReadonlyMap<string, string>> {
    const [starts, ends] = await Promise.all([
      this.#reader.offsets(info.name, info.partitions, 'start'),
      this.#reader.offsets(info.name, info.partitions, 'end'),
    ]);
    const state = this.#stateWithin(topic, ends);
    for (const partition of info.partitions) {
      const start = starts.get(partition) ?? 0;
      await this.#follow(info.name, partition, state, start, ends.get(partition) ?? 0);
    }
    return state.values;
  }

  /** A log that ends before what was read is another one: it is read from its start. */
  #stateWithin(topic: string, ends: ReadonlyMap<number, number>): State {
    const known = this.#states.get(topic);
    const fits = known?.positions.entries().every(([p, at]) => at <= (ends.get(p) ?? 0));
    if (known !== undefined && fits === true) return known;
    const state = { values: new Map<string, string>(), positions: new Map<number, number>() };
    this.#states.set(topic, state);
    return state;
  }

  async #follow(
    topic: string,
    partition: number,
    { values, positions }: State,
    start: number,
    end: number,
  ): Promise<void> {
    const recordOf = recordReader();
    let position = Math.max(positions.get(partition) ?? 0, start);
    while (position < end) {
      const { messages, next = end } = await this.#reader.fetch(topic, partition, position);
      for (const message of messages) {
        const { key, value } = recordOf(message, partition);
        if (value === null) values.delete(key);
        else values.set(key, value);
      }
      position = next;
      positions.set(partition, position);
    }
  }
}
