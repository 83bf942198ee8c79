import { LogError } from '../log.ts';
import { GroupTopic } from './group-topic.ts';
import type { Args, Fetched, FetchedRange } from './protocol.ts';
import type { Storage } from './storage.ts';
import type { WriteQueue } from './write-queue.ts';

/** A fetch that waits. */
interface Waiting {
  readonly topic: string;
  readonly lane: number;
  readonly max: number;
  readonly resolve: (batch: Fetched | undefined) => void;
  readonly reject: (error: unknown) => void;
}

interface Member {
  readonly id: number;
  readonly group: string;
  readonly topics: readonly string[];
  readonly waiting: Set<Waiting>;
  quiesced: boolean;
}

/** The consumer groups that are active now, and the fetches that wait for records. */
export class Groups {
  readonly #storage: Storage;
  readonly #writes: WriteQueue;
  readonly #members = new Map<number, Member>();
  readonly #groupTopics = new Map<string, GroupTopic>();
  #lastId = 0;

  constructor(storage: Storage, writes: WriteQueue) {
    this.#storage = storage;
    this.#writes = writes;
  }

  /** Makes the group known for good, so that trimming waits for it. Answers the member's number. */
  async join(group: string, topics: readonly string[]): Promise<number> {
    for (const name of topics) this.#storage.topic(name);
    await this.#writes.add(0, () => this.#register(group, topics));
    this.#lastId += 1;
    const member = {
      id: this.#lastId,
      group,
      topics,
      waiting: new Set<Waiting>(),
      quiesced: false,
    };
    this.#members.set(member.id, member);
    for (const name of topics) this.#groupTopic(group, name).join(member.id);
    return member.id;
  }

  #register(group: string, topics: readonly string[]): void {
    for (const name of topics) {
      const topic = this.#storage.topic(name);
      for (const { partition } of topic.partitions) {
        const next = this.#storage.committed(group, topic, partition);
        this.#storage.commit(group, topic, partition, next);
      }
    }
  }

  fetch({ member: id, lane, topic, max, wait }: Args<'fetch'>): Promise<Fetched | undefined> {
    const member = this.#member(id);
    if (member.quiesced) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      const waiting = { topic, lane, max, resolve, reject };
      member.waiting.add(waiting);
      this.#serve(member, waiting);
      if (!wait && member.waiting.delete(waiting)) resolve(undefined);
    });
  }

  async commit(id: number, topicName: string, ranges: readonly FetchedRange[]): Promise<undefined> {
    const { group } = this.#member(id);
    await this.#writes.add(0, () => {
      const topic = this.#storage.topic(topicName);
      for (const { partition, next } of ranges) {
        this.#storage.commit(group, topic, partition, next);
      }
    });
    if (!this.#members.has(id)) return undefined;
    this.#groupTopic(group, topicName).committed(ranges);
    this.serveAll();
    return undefined;
  }

  quiesce(id: number): void {
    const member = this.#member(id);
    member.quiesced = true;
    for (const waiting of member.waiting) waiting.resolve(undefined);
    member.waiting.clear();
  }

  leave(id: number): void {
    const member = this.#members.get(id);
    if (member === undefined) return;
    this.quiesce(id);
    this.#members.delete(id);
    for (const name of member.topics) {
      const groupTopic = this.#groupTopic(member.group, name);
      groupTopic.leave(id);
      if (groupTopic.empty) this.#groupTopics.delete(nameOf(member.group, name));
    }
    this.serveAll();
  }

  /** Answers the fetches that can be answered now: after a commit to the file or a change of hands. */
  serveAll(): void {
    for (const member of this.#members.values()) {
      for (const waiting of member.waiting) this.#serve(member, waiting);
    }
  }

  #serve(member: Member, waiting: Waiting): void {
    const { topic, lane, max } = waiting;
    try {
      const tables = this.#storage.topic(topic).partitions;
      const taker = { member: member.id, lane };
      const batch = this.#groupTopic(member.group, topic).take(taker, tables, max);
      if (batch === undefined) return;
      waiting.resolve(batch);
    } catch (error) {
      waiting.reject(error);
    }
    member.waiting.delete(waiting);
  }

  #groupTopic(group: string, name: string): GroupTopic {
    const known = this.#groupTopics.get(nameOf(group, name));
    if (known !== undefined) return known;
    const topic = this.#storage.topic(name);
    const created = new GroupTopic(
      topic.partitions.map(({ partition }) => this.#storage.committed(group, topic, partition)),
    );
    this.#groupTopics.set(nameOf(group, name), created);
    return created;
  }

  #member(id: number): Member {
    const member = this.#members.get(id);
    if (member !== undefined) return member;
    throw new LogError(`consumer ${id} has stopped`, { retry: false });
  }
}

function nameOf(group: string, topic: string): string {
  return JSON.stringify([group, topic]);
}
