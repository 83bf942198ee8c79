import type { Fact, FactType } from '../../schemas/facts.ts';
import type { Rules } from '../attribution/attribute.ts';
import type { Attributable } from '../attribution/touches.ts';
import type { Conversion } from '../fx/conversion.ts';
import { ONE } from '../fx/rate-table.ts';
import { NativeBlock } from '../store/native-block.ts';
import { INTEGERS, ListColumn } from '../store/native-lists.ts';
import { SmallColumn, WideColumn } from '../store/native-columns.ts';
import { WordListColumn } from '../store/native-words.ts';
import { fieldsOf } from './fact-fields.ts';
import { attributableOf, fieldNames, valuesOf, type FactValues } from './fact-values.ts';
import type { FieldKind, SetField } from './field-columns.ts';
import type { Tombstone } from './identity-rows.ts';
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
  /** By their places; those that no fact has had a value for are not there. */
  readonly #fields: (SetField | undefined)[];
  readonly #names: readonly string[];
  readonly #currency: number;
  readonly #attributable: (values: FactValues) => Attributable;
  readonly #rank: WideColumn;
  readonly #deleted: SmallColumn;
  readonly #revisions: WideColumn;
  readonly #goals: WordListColumn;
  readonly #shares: ListColumn<number> | undefined;
  readonly #reporting: string | undefined;
  #lastRevision = 0n;
  #lowRevision = 0;
  #highRevision = 0;
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
    this.#names = fieldNames(type);
    this.#fields = this.#names.map(() => undefined);
    this.#currency = this.#names.indexOf('currency');
    this.#attributable = attributableOf(this.#names);
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
    return this.addValues(valuesOf(this.#names, fact), standing);
  }

  /** The same for a fact's values, of which nothing is kept. */
  addValues(values: FactValues, standing: Standing): number {
    const row = this.block.nextRow();
    for (let place = 0; place < values.length; place++) {
      const value = values[place];
      if (value !== undefined) this.#fieldAt(place)(row, value);
    }
    const { low, high } = rankOf(standing);
    this.#rank.setWords(row, low, high);
    this.#deleted.set(row, 0);
    const fact = this.#attributable(values);
    this.#setRevision(row, fact.day);
    const { places, shares } = this.#rules.count(this.#type, fact);
    this.#goals.set(row, places);
    if (shares.length > 0) this.#shares?.set(row, [...shares]);
    const currency = values[this.#currency] as string | undefined;
    if (this.#reporting !== undefined && currency !== undefined && currency !== this.#reporting) {
      this.#foreign.push({ row, currency, day: fact.day });
    }
    return row;
  }

  /** Takes facts off days, as far as there is room for it. Gives the others. */
  take(tombstones: readonly Tombstone[]): readonly Tombstone[] {
    const room = this.block.capacity - this.block.rows;
    for (const { fact, day } of tombstones.slice(0, room)) {
      const row = this.block.nextRow();
      const { low, high } = rankOf(fact.standing);
      this.#fieldOf('source')(row, fact.source);
      this.#fieldOf('stream')(row, fact.stream);
      this.#fieldOf('id')(row, fact.id);
      this.#fieldOf('day')(row, day);
      this.#rank.setWords(row, low, high);
      this.#deleted.set(row, 1);
    }
    return tombstones.slice(room);
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

  /** Neighbouring facts mostly have the same: a large integer is taken apart once. */
  #setRevision(row: number, day: string): void {
    const revision = this.#revisionOf(this.#type, day);
    if (revision !== this.#lastRevision) {
      this.#lastRevision = revision;
      this.#lowRevision = Number(revision & LOW_WORD);
      this.#highRevision = Number(revision >> 32n);
    }
    this.#revisions.setWords(row, this.#lowRevision, this.#highRevision);
  }

  #fieldOf(name: string): SetField {
    return this.#fieldAt(this.#names.indexOf(name));
  }

  #fieldAt(place: number): SetField {
    return this.#fields[place] ?? this.#open(place);
  }

  #open(place: number): SetField {
    const name = this.#names[place] ?? '';
    const set = this.#kinds[name]?.open(this.block, name) ?? (() => {});
    this.#fields[place] = set;
    return set;
  }
}

const LOW_WORD = 0xffff_ffffn;

interface ForeignRow {
  readonly row: number;
  readonly currency: string;
  /** A local date. */
  readonly day: string;
}
