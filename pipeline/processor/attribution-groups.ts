import type { Rules } from '../attribution/attribute.ts';
import type { Attributable } from '../attribution/touches.ts';
import { NativeBlock } from '../store/native-block.ts';
import { WideColumn } from '../store/native-columns.ts';
import { INTEGERS, ListColumn } from '../store/native-lists.ts';
import { WordColumn, WordListColumn } from '../store/native-words.ts';
import type { Store } from '../store/store.ts';
import { attributionKey } from './attribution-keys.ts';
import type { DayBehind } from './days-behind.ts';
import { dayCondition } from './reattribution-days.ts';

/** Days of one type that have the same revision. */
export interface SameRules {
  readonly type: DayBehind['type'];
  readonly revision: bigint;
  readonly days: readonly string[];
}

/** What each distinct combination of values that facts have counts towards, by its hash. */
export interface AttributionGroups {
  /** The hash of a row's combination, as SQL. */
  readonly hash: string;
  /** Rows of reattribution_group. */
  readonly block: NativeBlock;
}

/** Rows of a day that another revision attributed, as SQL. */
export function behindCondition({ days, revision }: SameRules): string {
  return `${dayCondition(days)} AND rules != ${revision}`;
}

/**
 * Attributes every distinct combination of values that facts behind have. The rules see nothing else
 * of them, and the days have the same rules, so that one matching does for all facts that share it.
 * @param batch names the rows of the block.
 */
export async function groupsOf(
  store: Store,
  rules: Rules,
  some: SameRules,
  batch: string,
): Promise<AttributionGroups> {
  const { columns, factOf } = attributionKey(rules, some.type);
  const day = some.days[0] ?? '';
  for (let salt = 0; ; salt++) {
    const hash = `cityHash64(${[String(salt), ...columns].join(', ')})`;
    const rows = await store.query<CombinationRow>(
      `SELECT DISTINCT ${[`toString(${hash}) AS hash`, ...columns].join(', ')}
       FROM fact_${some.type} FINAL WHERE ${behindCondition(some)}`,
    );
    // Where two combinations share a hash another salt sets them apart.
    if (new Set(rows.map((row) => row.hash)).size < rows.length) continue;
    const blocks = new GroupBlock(rules, some.type, batch, rows.length);
    for (const row of rows) blocks.add(row.hash, factOf(day, row));
    return { hash, block: blocks.block };
  }
}

type CombinationRow = Record<string, unknown> & { readonly hash: string };

/** Rows of reattribution_group. */
class GroupBlock {
  readonly block: NativeBlock;
  readonly #rules: Rules;
  readonly #type: SameRules['type'];
  readonly #batch: string;
  readonly #batches: WordColumn;
  readonly #hashes: WideColumn;
  readonly #goals: WordListColumn;
  readonly #shares: ListColumn<number>;

  constructor(rules: Rules, type: SameRules['type'], batch: string, capacity: number) {
    this.block = new NativeBlock(capacity);
    this.#rules = rules;
    this.#type = type;
    this.#batch = batch;
    this.#batches = this.block.add('batch', new WordColumn(capacity));
    this.#hashes = this.block.add('hash', new WideColumn('UInt64', capacity));
    this.#goals = this.block.add('goals', new WordListColumn(capacity, rules.counters(type)));
    this.#shares = this.block.add('shares', new ListColumn(capacity, INTEGERS));
  }

  add(hash: string, fact: Attributable): void {
    const row = this.block.nextRow();
    const { places, shares } = this.#rules.count(this.#type, fact);
    this.#batches.set(row, this.#batch);
    this.#hashes.set(row, BigInt(hash));
    this.#goals.set(row, places);
    if (shares.length > 0) this.#shares.set(row, [...shares]);
  }
}
