import type { Fact, FactType } from '../../schemas/facts.ts';
import type { Rules } from '../attribution/attribute.ts';
import type { Conversion } from '../fx/conversion.ts';
import { ONE } from '../fx/rate-table.ts';
import { NativeBlock } from '../store/native-block.ts';
import { INTEGERS, ListColumn } from '../store/native-lists.ts';
import { SmallColumn, TextColumn, WideColumn } from '../store/native-columns.ts';
import { WordColumn, WordListColumn } from '../store/native-words.ts';
import type { Identity } from './by-identity.ts';
import { fieldsOf } from './fact-fields.ts';
import { dayNumber, type FieldKind, type SetField } from './field-columns.ts';
import { rankOf, type Standing } from './latest.ts';

/** The revision of the rules by which a local day's facts are attributed. */
export type RevisionOf = (type: FactType, day: string) => bigint;

/**
 * Facts becoming rows of their table, one by one, so that no fact outlives its turn. Columns that
 * no fact has a value for are never opened: the store's defaults are cheaper than empty values.
 */
export class FactRows {
  readonly block: NativeBlock;
  readonly #type: FactType;
  readonly #rules: Rules;
  readonly #revisionOf: RevisionOf;
  readonly #kinds: Readonly<Record<string, FieldKind>>;
  readonly #fields = new Map<string, Field>();
  /** The fields of the fact before: those of one source come in one order. */
  readonly #order: Field[] = [];
  readonly #rank: WideColumn;
  readonly #deleted: SmallColumn;
  readonly #revisions: WideColumn;
  readonly #goals: WordListColumn;
  readonly #shares: ListColumn<number> | undefined;
  readonly #reporting: string | undefined;
  /** Rows of sales in other currencies than the business's. */
  readonly #foreign: ForeignRow[] = [];

  /** @param reporting the business's currency; without one every amount is in it. */
  constructor(
    type: FactType,
    capacity: number,
    rules: Rules,
    revisionOf: RevisionOf,
    reporting?: string,
  ) {
    this.block = new NativeBlock(capacity);
    this.#type = type;
    this.#rules = rules;
    this.#revisionOf = revisionOf;
    this.#reporting = type === 'sale' ? reporting : undefined;
    this.#kinds = fieldsOf(type);
    this.#rank = this.block.add('rank', new WideColumn('UInt64', capacity));
    this.#deleted = this.block.add('deleted', new SmallColumn('UInt8', capacity));
    this.#revisions = this.block.add('rules', new WideColumn('UInt64', capacity));
    this.#goals = this.block.add('goals', new WordListColumn(capacity, rules.counters(type)));
    this.#shares = rules.splits(type)
      ? this.block.add('shares', new ListColumn(capacity, INTEGERS))
      : undefined;
  }

  /** Adds a fact with what counts it. Gives its row. */
  add(fact: Fact, standing: Standing): number {
    const row = this.block.nextRow();
    const values: Readonly<Record<string, unknown>> = fact;
    let place = 0;
    for (const name in values) {
      let field = this.#order[place];
      if (field?.name !== name) {
        field = this.#field(name);
        this.#order[place] = field;
      }
      field.set(row, values[name]);
      place += 1;
    }
    const { low, high } = rankOf(standing);
    this.#rank.setWords(row, low, high);
    this.#deleted.set(row, 0);
    this.#revisions.set(row, this.#revisionOf(this.#type, fact.day));
    const { places, shares } = this.#rules.count(this.#type, fact);
    this.#goals.set(row, places);
    if (shares.length > 0) this.#shares?.set(row, [...shares]);
    if (this.#reporting !== undefined && 'orderId' in fact && 'currency' in fact) {
      const { currency, day } = fact;
      if (currency !== this.#reporting) this.#foreign.push({ row, currency, day });
    }
    return row;
  }

  /** Whether a fact is in another currency than the business's. */
  get foreign(): boolean {
    return this.#foreign.length > 0;
  }

  /** Gives the sales in other currencies their factors. Called once, after the last fact. */
  convert(conversion: Conversion): void {
    const { capacity } = this.block;
    const fx = this.block.add('fx', new WideColumn('Decimal(18, 9)', capacity, Number(ONE)));
    for (const { row, currency, day } of this.#foreign) {
      fx.set(row, conversion.factor(currency, day));
    }
  }

  /** Takes rows out. Called once, after the last fact. */
  drop(rows: readonly number[]): void {
    this.block.drop(rows.toSorted((a, b) => a - b));
  }

  #field(name: string): Field {
    const known = this.#fields.get(name);
    if (known !== undefined) return known;
    const field = { name, set: this.#kinds[name]?.open(this.block, name) ?? (() => {}) };
    this.#fields.set(name, field);
    return field;
  }
}

interface ForeignRow {
  readonly row: number;
  readonly currency: string;
  /** A local date. */
  readonly day: string;
}

interface Field {
  readonly name: string;
  readonly set: SetField;
}

/** The columns of an identity at the head of a block. */
class IdentityColumns {
  readonly #source: WordColumn;
  readonly #stream: WordColumn;
  readonly #id: TextColumn;
  readonly #day: SmallColumn;
  readonly #rank: WideColumn;
  readonly #deleted: SmallColumn;

  constructor(block: NativeBlock) {
    const { capacity } = block;
    this.#source = block.add('source', new WordColumn(capacity));
    this.#stream = block.add('stream', new WordColumn(capacity));
    this.#id = block.add('id', new TextColumn(capacity));
    this.#day = block.add('day', new SmallColumn('Date', capacity));
    this.#rank = block.add('rank', new WideColumn('UInt64', capacity));
    this.#deleted = block.add('deleted', new SmallColumn('UInt8', capacity));
  }

  set(row: number, key: Identity, day: string, standing: Standing, deleted: boolean): void {
    this.#source.set(row, key.source);
    this.#stream.set(row, key.stream);
    this.#id.set(row, key.id);
    this.#day.set(row, dayNumber(day));
    const { low, high } = rankOf(standing);
    this.#rank.setWords(row, low, high);
    this.#deleted.set(row, deleted ? 1 : 0);
  }
}

/** Rows of fact_day: on which day a version of a fact stands. */
export function factDayBlock(
  type: FactType,
  facts: readonly (Identity & { readonly day: string; readonly standing: Standing })[],
): NativeBlock {
  const block = new NativeBlock(facts.length);
  const types = block.add('type', new WordColumn(facts.length));
  const identities = new IdentityColumns(block);
  const digests = block.add('digest', new SmallColumn('UInt32', facts.length));
  for (const fact of facts) {
    const row = block.nextRow();
    const { deleted, digest } = fact.standing;
    types.set(row, type);
    identities.set(row, fact, fact.day, fact.standing, deleted);
    digests.set(row, digest);
  }
  return block;
}

/** A day that a version of a fact takes it off. */
export interface Tombstone {
  readonly fact: Identity & { readonly standing: Standing };
  readonly day: string;
}

/** Rows that take facts off days. */
export function tombstoneBlock(tombstones: readonly Tombstone[]): NativeBlock {
  const block = new NativeBlock(tombstones.length);
  const identities = new IdentityColumns(block);
  for (const { fact, day } of tombstones) {
    identities.set(block.nextRow(), fact, day, fact.standing, true);
  }
  return block;
}
