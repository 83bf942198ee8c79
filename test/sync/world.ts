import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connector, ReadContext } from '../../connectors/connector.ts';
import type { Log, LogRecord } from '../../pipeline/log/log.ts';
import { openCursors } from '../../pipeline/sync/cursors.ts';
import { Refresher } from '../../pipeline/sync/refresh/refresher.ts';
import { runSync, type SyncOptions, type SyncResult } from '../../pipeline/sync/runner.ts';
import { openSnapshotIndex, type SnapshotIndex } from '../../pipeline/sync/snapshot-index.ts';
import type { ShrinkLimit } from '../../pipeline/sync/shrink-guard.ts';
import { FACT_TYPES, factTopic } from '../../schemas/facts.ts';
import { MemoryLog, MemoryLogStore } from '../support/memory-log.ts';
import { memoryVault } from '../support/memory-vault.ts';

type Content = Record<string, unknown>;

/** What survives a crash: the log's records and the index's file. Each run opens them anew. */
export class World {
  readonly folder = mkdtempSync(join(tmpdir(), 'goalstream-sync-'));
  readonly store = new MemoryLogStore();
  readonly indexFile = join(this.folder, 'snapshots.db');
  readonly connector: Connector;
  readonly config: unknown;
  readonly #context: Partial<ReadContext>;
  now: number;
  steps = 0;
  batchSize = 1;
  newIndex = false;
  acceptShrink = false;
  shrink: 'allow' | ShrinkLimit | undefined;
  traceparent: string | undefined;

  /** The context's own parts; default London, GBP and a clock of its own. */
  constructor(connector: Connector, config: unknown, context: Partial<ReadContext> = {}) {
    this.connector = connector;
    this.config = config;
    this.#context = context;
    this.now = context.now?.() ?? 1_000_000;
  }

  /** One run of a process that dies at a step (0: never), before or after its effect. */
  run(crashAt = 0, stop = new AbortController()): Promise<SyncResult> {
    return this.#process(crashAt, (parts) =>
      runSync({
        ...parts,
        signal: stop.signal,
        batchSize: this.batchSize,
        newIndex: this.newIndex,
        acceptShrink: this.acceptShrink,
        ...(this.traceparent === undefined ? {} : { traceparent: this.traceparent }),
      }),
    );
  }

  /** A process that refreshes these lists of keys, one after the other; gives the last result. */
  refresh(
    lists: readonly (readonly string[])[],
    crashAt = 0,
    between = async (): Promise<void> => undefined,
  ): Promise<SyncResult> {
    return this.#process(crashAt, async (parts) => {
      const refresher = new Refresher(parts);
      const { signal } = new AbortController();
      let result: SyncResult = { connection: 'shop', streams: [] };
      for (const keys of lists) {
        if (result.streams.length > 0) await between();
        this.now += 2;
        result = await refresher.run(keys, { signal });
      }
      refresher.close();
      return result;
    });
  }

  /** Makes the index and the cursors forget what they know of the source. */
  async forget(): Promise<void> {
    const index = openSnapshotIndex(this.indexFile, { durable: false });
    index.forget('shop');
    index.close();
    const cursors = await openCursors(new MemoryLog(this.store));
    for (const { name } of this.connector.streams(this.config)) await cursors.forget('shop', name);
  }

  async #process(
    crashAt: number,
    work: (parts: Omit<SyncOptions, 'signal'>) => Promise<SyncResult>,
  ): Promise<SyncResult> {
    this.steps = 0;
    this.now++;
    const log = new MemoryLog(this.store);
    await log.createTopics([
      ...FACT_TYPES.map((type) => ({
        name: factTopic(type),
        partitions: 2,
        cleanup: 'compact' as const,
      })),
      { name: 'cursors', partitions: 1, cleanup: 'compact' },
      { name: 'dead-letters', partitions: 1, cleanup: 'delete' },
    ]);
    const index = openSnapshotIndex(this.indexFile, { durable: false });
    const step = () => {
      if (crashAt > 0 && ++this.steps >= crashAt) throw new Error('crash');
      if (crashAt === 0) this.steps++;
    };
    const failing = failingLog(log, step);
    try {
      return await work({
        connection: {
          name: 'shop',
          connector: this.connector,
          config: this.config,
          ...(this.shrink === undefined ? {} : { shrink: this.shrink }),
        },
        log: failing,
        snapshots: failingIndex(index, step, crashAt > 0),
        cursors: await openCursors(failing),
        context: {
          connection: 'shop',
          timezone: 'Europe/London',
          currency: 'GBP',
          baseDir: this.folder,
          customerKey: (id) => `key-${id}`,
          vault: memoryVault(),
          ...this.#context,
          now: () => this.now,
        },
      });
    } finally {
      index.close();
    }
  }

  /** The latest fact of each id, without envelope. Fails where versions tie with other contents. */
  latest(): Map<string, Content> {
    const facts = new Map<string, { version: number; content: string }>();
    for (const record of this.records()) {
      const { source, stream, observedAt, version, ...rest } = JSON.parse(
        record.value ?? '',
      ) as Content;
      const content = JSON.stringify(rest);
      const before = facts.get(record.key);
      if (before && before.version === version && before.content !== content) {
        throw new Error(
          `${record.key} has two contents of version ${String(version)}: ${content}, ${before.content}, ${String(source)}${String(stream)}${String(observedAt)}`,
        );
      }
      if (!before || Number(version) >= before.version) {
        facts.set(record.key, { version: Number(version), content });
      }
    }
    const parsed = [...facts].map(
      ([key, { content }]) => [key, JSON.parse(content) as Content] as const,
    );
    return new Map(parsed.filter(([, fact]) => fact['deleted'] !== true));
  }

  records(): LogRecord[] {
    return FACT_TYPES.flatMap((type) => this.stored(factTopic(type)));
  }

  stored(topic: string): LogRecord[] {
    return this.store.topic(topic).partitions.flatMap(({ records }) => records);
  }

  cursor(): string | null | undefined {
    return this.stored('cursors').findLast(({ key }) => !key.endsWith('/index'))?.value;
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function failingLog(log: Log, step: () => void): Log {
  return new Proxy(log, {
    get(target, name) {
      if (name !== 'append') return Reflect.get(target, name).bind(target);
      return async (topic: string, records: readonly LogRecord[]) => {
        step();
        await target.append(topic, records);
        step();
      };
    },
  });
}

/** Once dead, nothing is written any more: close does nothing. */
function failingIndex(index: SnapshotIndex, step: () => void, dies: boolean): SnapshotIndex {
  return {
    id: index.id,
    open(source, stream) {
      const opened = index.open(source, stream);
      return {
        ...opened,
        batch(work) {
          step();
          const result = opened.batch(work);
          step();
          return result;
        },
        confirm(batch, done) {
          step();
          opened.confirm(batch, done);
          if (done.ended.length > 0) step();
        },
        close() {
          if (!dies) opened.close();
        },
      };
    },
    together(work) {
      step();
      const result = index.together(work);
      step();
      return result;
    },
    forget: (source) => index.forget(source),
    deletions: (source) => index.deletions(source),
    follow: (source, log) => index.follow(source, log),
    close: () => index.close(),
  };
}
