import type { FactType } from '../../schemas/facts.ts';
import { NativeBlock } from '../store/native-block.ts';
import { SmallColumn, TextColumn, WideColumn } from '../store/native-columns.ts';
import { WordColumn } from '../store/native-words.ts';
import type { Arrivals } from './arrivals.ts';
import type { Identity } from './by-identity.ts';
import { dayNumber } from './field-columns.ts';
import type { ReadIdentity } from './identities.ts';
import { rankOf, type Standing } from './latest.ts';
import { TextBytes } from './text-bytes.ts';

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

  set(row: number, key: ReadIdentity, day: string, standing: Standing, deleted: boolean): void {
    this.#source.set(row, key.source);
    this.#stream.set(row, key.stream);
    if (typeof key.id === 'string') this.#id.set(row, key.id);
    else this.#id.setBytes(row, key.id);
    this.#day.set(row, dayNumber(day));
    const { low, high } = rankOf(standing);
    this.#rank.setWords(row, low, high);
    this.#deleted.set(row, deleted ? 1 : 0);
  }
}

/** Rows of fact_day: on which day versions of facts stand. */
export function factDayBlock(
  type: FactType,
  arrivals: Arrivals,
  numbers: readonly number[],
): NativeBlock {
  const block = new NativeBlock(numbers.length);
  const types = block.add('type', new WordColumn(numbers.length));
  const identities = new IdentityColumns(block);
  const digests = block.add('digest', new SmallColumn('UInt32', numbers.length));
  const text = new TextBytes();
  for (const number of numbers) {
    const row = block.nextRow();
    const standing = arrivals.standing(number);
    const { source, stream } = arrivals.identities.stream(number);
    const id = arrivals.identities.ids.bytes(number, text);
    types.set(row, type);
    identities.set(row, { source, stream, id }, arrivals.day(number), standing, standing.deleted);
    digests.set(row, standing.digest);
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
