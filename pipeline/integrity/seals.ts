import { z } from 'zod';
import { FACT_TYPES, type FactType } from '../../schemas/facts.ts';
import { jsonOf } from '../log/json-value.ts';
import type { Log } from '../log/log.ts';
import type { Store } from '../store/store.ts';
import { keepLosses, type Loss } from './damage.ts';
import { rebuildDays, recountDays } from './derived.ts';
import { publishDamage } from './publish-damage.ts';
import { lostParts, type Part } from './parts.ts';
import { readRecorded, record } from './recorded.ts';

/** Tables whose parts are sealed. Others are made again from these, or at each start. */
export const SEALED_TABLES: readonly string[] = [
  ...FACT_TYPES.map((type) => `fact_${type}`),
  'fact_day',
  'goal_daily',
];

/** Where the parts are: a seal of another machine's engine says nothing of this one's. */
const sealSchema = z.object({
  host: z.string(),
  parts: z.array(
    z.tuple([
      z.string(),
      z.string(),
      z.number(),
      z.number(),
      z.number(),
      z.number(),
      z.number(),
      z.string(),
      z.string(),
      z.string(),
    ]),
  ),
});

export interface SealsOptions {
  readonly store: Store;
  readonly log: Pick<Log, 'append' | 'latestByKey'>;
  /** Whether the engine's files are in the data folder, whatever the machine is called. */
  readonly embedded: boolean;
  /** ms since the epoch. */
  readonly now: () => number;
}

interface Seal {
  readonly host: string;
  readonly parts: readonly Part[];
}

/**
 * Keeps in the log which parts the store holds, with their rows, checksums and days, and notices
 * parts that were sealed and are gone. A stage seals what it wrote before it commits: so what is
 * gone was sealed, or it comes again.
 */
export class Seals {
  readonly #options: SealsOptions;
  readonly #known = new Map<string, Seal>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: SealsOptions) {
    this.#options = options;
  }

  /**
   * Compares what tables hold with their last seals, and seals them. Lost facts are kept as damage
   * before the new seal, which does not know them any more; what can be made again from facts is.
   * @returns how many parts were lost.
   */
  seal(tables: readonly string[] = SEALED_TABLES): Promise<number> {
    const turn = this.#turn.then(() => this.#seal(tables));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #seal(tables: readonly string[]): Promise<number> {
    const active = await this.#activeParts(tables);
    const unsealed = await this.#readSeals(tables);
    await this.#takeBroken(unsealed);
    let lost = 0;
    const changed: Record<string, string> = {};
    for (const table of tables) {
      const before = this.#known.get(table);
      const now = active.get(table) ?? { host: before?.host ?? this.#hostOf(''), parts: [] };
      if (before !== undefined && before.host === now.host) {
        const gone = lostParts(before.parts, now.parts);
        lost += gone.length;
        if (gone.length > 0) await this.#take(table, gone);
        if (sameParts(before.parts, now.parts)) continue;
      }
      changed[`parts/${table}`] = sealText(now);
      this.#known.set(table, now);
    }
    await record(this.#options.log, changed);
    if (lost > 0) await publishDamage(this.#options.store, this.#options.log);
    return lost;
  }

  /** What is lost of a table: facts are damage, the rest is made again. */
  async #take(table: string, gone: readonly Part[]): Promise<void> {
    const { store, log, now } = this.#options;
    if (table === 'fact_day') return rebuildDays(store);
    if (table === 'goal_daily') return void (await recountDays(store, log, gone));
    const type = FACT_TYPES.find((known) => `fact_${known}` === table);
    if (type === undefined) return;
    const losses = gone.map((part): [string, Loss] => [
      `${table}/${part.name}/${part.hash}`,
      lossOf(type, part, now()),
    ]);
    await keepLosses(log, new Map(losses));
  }

  async #activeParts(tables: readonly string[]): Promise<ReadonlyMap<string, Seal>> {
    const rows = await this.#options.store.query<PartRow>(
      `SELECT table, name, partition_id AS partition, min_block_number AS min, max_block_number AS max,
         level, data_version AS mutation, rows, hash_of_all_files AS hash,
         toString(min_date) AS "from", toString(max_date) AS "to", hostName() AS host
       FROM system.parts WHERE database = currentDatabase() AND active AND table IN {tables:Array(String)}
       ORDER BY table, partition, min`,
      { tables },
    );
    const byTable = Map.groupBy(rows, ({ table }) => table);
    return new Map(
      [...byTable].map(([table, own]) => [
        table,
        { host: this.#hostOf(own[0]?.host ?? ''), parts: own.map(partOf) },
      ]),
    );
  }

  /** Reads the seals of tables from the log. @returns the tables that were never sealed. */
  async #readSeals(tables: readonly string[]): Promise<readonly string[]> {
    if (tables.every((table) => this.#known.has(table))) return [];
    const recorded = await readRecorded(this.#options.log);
    for (const table of tables) {
      if (this.#known.has(table)) continue;
      const seal = sealSchema.safeParse(jsonOf(recorded.get(`parts/${table}`) ?? null));
      if (seal.success)
        this.#known.set(table, { ...seal.data, parts: seal.data.parts.map(unpacked) });
    }
    return tables.filter((table) => !this.#known.has(table));
  }

  /**
   * Parts that the engine put aside because it could not read them, in tables of a version that did
   * not seal: their days are not known more closely than by their partition, a year.
   */
  async #takeBroken(tables: readonly string[]): Promise<void> {
    if (tables.length === 0) return;
    const { store, log, now } = this.#options;
    const rows = await store.query<{ table: string; name: string; year: string }>(
      `SELECT table, name, partition_id AS year FROM system.detached_parts
       WHERE database = currentDatabase() AND startsWith(reason, 'broken') AND table IN {tables:Array(String)}`,
      { tables },
    );
    const losses = rows.flatMap(({ table, name, year }): [string, Loss][] => {
      const type = FACT_TYPES.find((known) => `fact_${known}` === table);
      if (type === undefined || !/^\d{4}$/.test(year)) return [];
      const days = { from: `${year}-01-01`, to: `${year}-12-31` };
      return [[`${table}/${name}`, { type, ...days, rows: 0, at: now() }]];
    });
    await keepLosses(log, new Map(losses));
  }

  #hostOf(name: string): string {
    return this.#options.embedded ? 'embedded' : name;
  }
}

function lossOf(type: FactType, { from, to, rows }: Part, at: number): Loss {
  return { type, from, to, rows, at };
}

interface PartRow extends Record<
  'table' | 'name' | 'partition' | 'hash' | 'from' | 'to' | 'host',
  string
> {
  readonly min: string;
  readonly max: string;
  readonly level: number;
  readonly mutation: string;
  readonly rows: string;
}

function partOf({
  name,
  partition,
  min,
  max,
  level,
  mutation,
  rows,
  hash,
  from,
  to,
}: PartRow): Part {
  const numbers = { min: Number(min), max: Number(max), level };
  return {
    name,
    partition,
    ...numbers,
    mutation: Number(mutation),
    rows: Number(rows),
    hash,
    from,
    to,
  };
}

function sameParts(a: readonly Part[], b: readonly Part[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ name, hash }, i) => b[i]?.name === name && b[i].hash === hash)
  );
}

function sealText({ host, parts }: Seal): string {
  return JSON.stringify({ host, parts: parts.map(packed) });
}

function packed(part: Part): z.infer<typeof sealSchema>['parts'][number] {
  const { name, partition, min, max, level, mutation, rows, hash, from, to } = part;
  return [name, partition, min, max, level, mutation, rows, hash, from, to];
}

function unpacked(packedPart: z.infer<typeof sealSchema>['parts'][number]): Part {
  const [name, partition, min, max, level, mutation, rows, hash, from, to] = packedPart;
  return { name, partition, min, max, level, mutation, rows, hash, from, to };
}
