import kafkajs, { type Admin } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import { LogError, type TopicSpec } from '../log.ts';
import type { KafkaClients } from './client.ts';
import { errorType, toLogError } from './errors.ts';
import type { Reader } from './reader.ts';
import { checkPartitions, checkSpec, toKafka } from './topic-spec.ts';

export interface TopicInfo {
  /** Its name in the cluster, with the prefix. */
  readonly name: string;
  readonly partitions: readonly number[];
}

export interface TopicSettings {
  readonly compacted: boolean;
  /** How long brokers keep records; infinite for ever. */
  readonly retentionMs: number;
}

/** A topic that was just created is not known to all brokers at once. */
const UNKNOWN_AGAIN_MS = [100, 300];
const CREATE_MS = 15_000;

/** Creates topics and knows those that are there. */
export class Topics {
  readonly #clients: KafkaClients;
  readonly #admin: Admin;
  readonly #reader: Reader;
  readonly #infos = new Map<string, TopicInfo>();
  readonly #settings = new Map<string, TopicSettings>();

  constructor(clients: KafkaClients, admin: Admin, reader: Reader) {
    this.#clients = clients;
    this.#admin = admin;
    this.#reader = reader;
  }

  /** Without asking the cluster. */
  known(topic: string): TopicInfo | undefined {
    return this.#infos.get(topic);
  }

  /** Throws a LogError where nobody has created the topic. */
  async info(topic: string): Promise<TopicInfo> {
    const known = this.known(topic) ?? (await this.#find(topic, UNKNOWN_AGAIN_MS));
    if (known !== undefined) return known;
    throw new LogError(`unknown topic "${topic}": create it with createTopics first`, {
      retry: false,
    });
  }

  async settings(topic: string): Promise<TopicSettings> {
    const { name } = await this.info(topic);
    const known = this.#settings.get(topic);
    if (known !== undefined) return known;
    const resources = [{ type: kafkajs.ConfigResourceTypes.TOPIC, name }];
    const described = await this.#ask(`read the settings of ${topic}`, () =>
      this.#admin.describeConfigs({ resources, includeSynonyms: false }),
    );
    const entries = described.resources.flatMap(({ configEntries }) => configEntries);
    const valueOf = (key: string): string =>
      entries.find(({ configName }) => configName === key)?.configValue ?? '';
    const retentionMs = Number(valueOf('retention.ms'));
    const settings = {
      compacted: valueOf('cleanup.policy').includes('compact'),
      retentionMs: retentionMs > 0 ? retentionMs : Infinity,
    };
    this.#settings.set(topic, settings);
    return settings;
  }

  /** Creates what is missing and waits until every partition has a leader. */
  async create(specs: readonly TopicSpec[]): Promise<void> {
    for (const spec of specs) checkSpec(spec);
    const missing: TopicSpec[] = [];
    for (const spec of specs) if (!(await this.#find(spec.name, []))) missing.push(spec);
    if (missing.length > 0) {
      await this.#ask(`create ${missing.map(({ name }) => name).join(', ')}`, () =>
        this.#admin.createTopics({
          topics: missing.map((spec) => toKafka(this.#clients, spec)),
          waitForLeaders: false,
          timeout: CREATE_MS,
        }),
      );
    }
    for (const spec of specs)
      checkPartitions(spec, (await this.#await(spec.name)).partitions.length);
  }

  async #find(topic: string, delays: readonly number[]): Promise<TopicInfo | undefined> {
    const name = this.#clients.named(topic);
    for (const delay of [...delays, undefined]) {
      try {
        const info = { name, partitions: await this.#reader.partitions(name) };
        this.#infos.set(topic, info);
        return info;
      } catch (error) {
        if (!(error instanceof LogError) || error.retry) throw error;
        if (errorType(error) !== 'UNKNOWN_TOPIC_OR_PARTITION') throw error;
      }
      if (delay !== undefined) await sleep(delay);
    }
    return undefined;
  }

  async #await(topic: string): Promise<TopicInfo> {
    const deadline = Date.now() + CREATE_MS;
    for (;;) {
      const info = await this.#find(topic, []);
      if (info !== undefined) return info;
      if (Date.now() > deadline) {
        throw new LogError(`topic "${topic}" was created, but has no leader yet: try again`, {
          retry: true,
        });
      }
      await sleep(50);
    }
  }

  async #ask<T>(doing: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw toLogError(error, doing);
    }
  }
}
