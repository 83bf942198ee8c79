/**
 * Measures the attribute and aggregate stages alone, over messages in memory and the embedded
 * engine. Prints figures; says whether the aggregates are exact.
 * FACTS (1,000,000), BATCH, CONCURRENCY and PARTITIONS_PER_BATCH change it.
 */
import { readFileSync } from 'node:fs';
import { always } from '../../pipeline/attribution/epoch.ts';
import type { Log, LogRecord, StoredRecord } from '../../pipeline/log/log.ts';
import { aggregateBatch } from '../../pipeline/processor/aggregate-stage.ts';
import { attributeBatch } from '../../pipeline/processor/attribute-stage.ts';
import { ruleSetOf } from '../../pipeline/processor/rule-set.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { testEngine } from '../support/engine.ts';
import {
  benchGoals,
  expectedDaily,
  factMessages,
  compareDaily,
  type FactOptions,
} from './facts.ts';

const FACTS = Number(process.env['FACTS'] ?? 1_000_000);
const BATCH = Number(process.env['BATCH'] ?? 50_000);
const CONCURRENCY = Number(process.env['CONCURRENCY'] ?? 2);
const PARTITIONS = 12;
const PARTITIONS_PER_BATCH = Number(
  process.env['PARTITIONS_PER_BATCH'] ?? PARTITIONS / CONCURRENCY,
);
const OPTIONS: FactOptions = { facts: FACTS, seed: 1 };

/** Text is made when it is asked for, so that it need not outlive its turn. */
class LazyRecord implements StoredRecord {
  readonly key = '';
  readonly partition = 0;
  readonly offset = 0;
  readonly timestamp = 0;
  readonly #bytes: Buffer;
  readonly #start: number;
  readonly #end: number;

  constructor(bytes: Buffer, start: number, end: number) {
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
  }

  get value(): string {
    return this.#bytes.toString('utf8', this.#start, this.#end);
  }
}

/** A partition's messages, off the heap as a broker's answers are. */
class Partition {
  readonly #parts: { readonly bytes: Buffer; readonly ends: readonly number[] }[] = [];
  #part = 0;
  #next = 0;

  add(values: readonly string[]): void {
    let at = 0;
    const ends = values.map((value) => (at += value.length));
    this.#parts.push({ bytes: Buffer.from(values.join(''), 'latin1'), ends });
  }

  take(count: number): StoredRecord[] {
    const records: StoredRecord[] = [];
    while (records.length < count) {
      const part = this.#parts[this.#part];
      if (part === undefined) break;
      if (this.#next === part.ends.length) {
        this.#part += 1;
        this.#next = 0;
        continue;
      }
      const start = part.ends[this.#next - 1] ?? 0;
      const { bytes, ends } = part;
      records.push(new LazyRecord(bytes, start, ends[this.#next] ?? start));
      this.#next += 1;
    }
    return records;
  }
}

function load(): readonly Partition[] {
  const partitions = Array.from({ length: PARTITIONS }, () => new Partition());
  let pending = partitions.map((): string[] => []);
  let size = 0;
  const flush = (): void => {
    pending.forEach((values, index) => partitions[index]?.add(values));
    pending = partitions.map(() => []);
    size = 0;
  };
  for (const messages of factMessages(OPTIONS)) {
    for (const { key, value } of messages) pending[hash(key) % PARTITIONS]?.push(value);
    size += messages.length;
    if (size > 100_000) flush();
  }
  flush();
  return partitions;
}

function hash(key: string): number {
  let sum = 0;
  for (let at = 0; at < key.length; at++) sum = (Math.imul(sum, 31) + key.charCodeAt(at)) >>> 0;
  return (Math.imul(sum, 0x9e3779b1) >>> 8) >>> 0;
}

/** CPU seconds used so far: this process's, and the engine's by its process id. */
function cpu(pid: number): { node: number; engine: number } {
  const { user, system } = process.cpuUsage();
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return { node: (user + system) / 1e6, engine: (Number(fields[11]) + Number(fields[12])) / 100 };
}

/** A store that adds up how long each kind of statement took. */
function timed(store: Store, spent: Map<string, number>): Store {
  const time = async <T>(name: string, work: Promise<T>): Promise<T> => {
    const started = performance.now();
    try {
      return await work;
    } finally {
      spent.set(name, (spent.get(name) ?? 0) + performance.now() - started);
    }
  };
  return {
    query: (sql, params, options) => time('look-up', store.query(sql, params, options)),
    stream: (sql, params, options) => store.stream(sql, params, options),
    command: (sql, params, options) => time('command', store.command(sql, params, options)),
    insert: (table, block) => time(`insert ${table}`, store.insert(table, block)),
    ping: () => store.ping(),
    close: () => store.close(),
  };
}

async function main(): Promise<void> {
  const expected = process.env['ORACLE'] === '0' ? undefined : expectedDaily(OPTIONS);
  const partitions = load();
  const epochs = always(benchGoals());
  const ruleSet = ruleSetOf(epochs, metrics);
  const engine = await testEngine();
  const bare = await engine.freshStore();
  const spent = new Map<string, number>();
  const store = timed(bare, spent);
  const marks = new Map<string, LogRecord>();
  const log = {
    append: (_topic: string, records: readonly LogRecord[]) => {
      for (const record of records) marks.set(record.key, record);
      return Promise.resolve();
    },
  } as Log;
  const { pid } = engine.engine;
  const context = {
    store,
    log,
    rules: () => Promise.resolve(ruleSet),
    now: () => 0,
  };
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 50);
  const mine = (worker: number) => partitions.filter((_, index) => index % CONCURRENCY === worker);
  const attribute = async (worker: number): Promise<void> => {
    const own = mine(worker);
    for (let turn = 0; ; turn++) {
      const some = Array.from(
        { length: PARTITIONS_PER_BATCH },
        (_, n) => own[(turn * PARTITIONS_PER_BATCH + n) % own.length],
      );
      const records = some.flatMap((partition) =>
        partition === undefined ? [] : partition.take(Math.ceil(BATCH / PARTITIONS_PER_BATCH)),
      );
      if (records.length === 0) return;
      await attributeBatch(context, 'sale', { topic: 'facts.sale', records });
    }
  };
  const base = process.memoryUsage.rss();
  const steps: [string, () => Promise<unknown>][] = [
    ['attribute', () => Promise.all(Array.from({ length: CONCURRENCY }, (_, n) => attribute(n)))],
    [
      'aggregate',
      () =>
        aggregateBatch(
          { store, rules: () => Promise.resolve(ruleSet) },
          {
            topic: 'marks',
            records: [...marks.values()].map((mark) => ({
              ...mark,
              partition: 0,
              offset: 0,
              timestamp: 0,
            })),
          },
        ),
    ],
  ];
  for (const [name, work] of steps) {
    const before = cpu(pid);
    const started = performance.now();
    await work();
    const seconds = (performance.now() - started) / 1000;
    const after = cpu(pid);
    const million = FACTS / 1e6;
    console.log(
      `${name.padEnd(10)} ${seconds.toFixed(1)} s, ${Math.round(FACTS / seconds).toLocaleString('en')} facts/s; CPU s/M: node ${((after.node - before.node) / million).toFixed(2)}, engine ${((after.engine - before.engine) / million).toFixed(2)}`,
    );
  }
  clearInterval(watch);
  for (const [name, ms] of spent) console.log(`  ${name.padEnd(24)} ${(ms / 1000).toFixed(1)} s`);
  console.log(
    `  node: ${mb(base)} MB before, ${mb(peak)} MB at most (messages in memory included)`,
  );
  console.log(await parts(bare));
  if (expected !== undefined) console.log(`  ${(await compareDaily(bare, expected)).text}`);
  await engine.stop();
}

function mb(bytes: number): number {
  return Math.round(bytes / 1e6);
}

async function parts(store: Store): Promise<string> {
  const rows = await store.query<{ table: string; text: string }>(
    `SELECT table, concat(toString(count()), ' parts, ', toString(sum(rows)), ' rows, ', formatReadableSize(sum(bytes_on_disk))) AS text
     FROM system.parts WHERE database = currentDatabase() AND active GROUP BY table ORDER BY table`,
  );
  return rows.map(({ table, text }) => `  ${table}: ${text}`).join('\n');
}

await main();
