import type { DeadLetter } from '../../schemas/log-messages.ts';
import { firstOffsetOf, type Log, type StoredRecord } from '../log/log.ts';
import { readEntry } from './entry.ts';
import { Offsets } from './offsets.ts';
import { Interned, similarReason } from './reasons.ts';
import { isReplayable } from './replayable.ts';

export const DEAD_LETTERS = 'dead-letters';

/** What is remembered of all letters for one place: a few numbers and shared texts. */
export interface LetterState {
  readonly partition: number;
  /** The offsets that the first and the newest letter were appended at. */
  first: number;
  last: number;
  /** Where the newest stands now. */
  newest: number;
  times: number;
  /** Of the newest letter, ms since the epoch. */
  at: number;
  readonly stage: DeadLetter['stage'];
  readonly topic: string | undefined;
  readonly connection: string | undefined;
  /** The newest reason, as similar ones are counted together. */
  reason: string;
  replayable: boolean;
  /** ms since the epoch. A letter that comes again after it tells nothing new: it stays replayed. */
  replayedAt: number | undefined;
}

/**
 * The state of every letter, by key: a fold of the topic that holds neither messages nor places'
 * contents (about 250 bytes a letter), and goes on from where it stood. It comes to the same in
 * whatever order records come and however often: a rewrite may move them behind later ones.
 */
export class LetterIndex {
  readonly states = new Map<string, LetterState>();
  /** Records that are neither letters nor resolutions of a version known here. */
  unreadable = 0;
  /** Letters that nobody has replayed. */
  open = 0;
  readonly #log: Log;
  readonly #next = new Map<number, number>();
  readonly #seen = new Map<number, Offsets>();
  /** When letters were replayed that have not come yet. */
  readonly #resolved = new Map<string, number>();
  readonly #texts = new Interned();
  #updating: Promise<void> = Promise.resolve();

  constructor(log: Log) {
    this.#log = log;
  }

  /** Takes in what was appended since the last time. */
  update(): Promise<void> {
    const after = this.#updating.then(() => this.#readOn());
    this.#updating = after.catch(() => undefined);
    return after;
  }

  async #readOn(): Promise<void> {
    const ends = await this.#log.lag('dead-letters', [DEAD_LETTERS]);
    for (const { partition, end } of ends) {
      const fromOffset = this.#next.get(partition) ?? 0;
      if (end <= fromOffset) continue;
      const range = { partition, fromOffset, toOffset: end };
      for await (const records of this.#log.read(DEAD_LETTERS, range)) {
        for (const record of records) this.#add(record);
        this.#next.set(partition, Math.min(end, (records.at(-1)?.offset ?? -1) + 1));
      }
      this.#next.set(partition, end);
    }
  }

  #add(record: StoredRecord): void {
    const { key, partition, offset } = record;
    const first = firstOffsetOf(record);
    const known = this.states.get(key);
    const seen = this.#seen.get(partition) ?? new Offsets();
    this.#seen.set(partition, seen);
    if (!seen.add(first)) {
      if (known?.last === first) known.newest = Math.max(known.newest, offset);
      return;
    }
    const entry = readEntry(record);
    if (entry === undefined) this.unreadable += 1;
    else if (entry.kind === 'resolution') this.#resolve(key, known, entry.resolution.at);
    else if (known === undefined) this.#open(record, entry.letter);
    else this.#again(known, record, entry.letter);
  }

  #open(record: StoredRecord, letter: DeadLetter): void {
    const state = this.#stateOf(record, letter);
    this.states.set(record.key, state);
    if (state.replayedAt === undefined) this.open += 1;
    else this.#resolved.delete(record.key);
  }

  #again(known: LetterState, record: StoredRecord, letter: DeadLetter): void {
    const first = firstOffsetOf(record);
    known.times += 1;
    known.first = Math.min(known.first, first);
    if (first < known.last) return;
    Object.assign(known, { last: first, newest: record.offset, ...this.#newestOf(letter) });
  }

  #resolve(key: string, known: LetterState | undefined, at: number): void {
    const first = Math.min(known?.replayedAt ?? this.#resolved.get(key) ?? at, at);
    if (known === undefined) this.#resolved.set(key, first);
    else {
      if (known.replayedAt === undefined) this.open -= 1;
      known.replayedAt = first;
    }
  }

  #stateOf(stored: StoredRecord, letter: DeadLetter): LetterState {
    const { stage, record } = letter;
    const first = firstOffsetOf(stored);
    const connection = letter.connection ?? record?.key.split('/')[0];
    return {
      partition: stored.partition,
      first,
      last: first,
      newest: stored.offset,
      times: 1,
      stage,
      topic: this.#shared(record?.topic ?? topicOf(letter)),
      connection: this.#shared(connection),
      replayedAt: this.#resolved.get(stored.key),
      ...this.#newestOf(letter),
    };
  }

  #shared(text: string | undefined): string | undefined {
    return text === undefined ? undefined : this.#texts.of(text);
  }

  #newestOf(letter: DeadLetter): Pick<LetterState, 'at' | 'reason' | 'replayable'> {
    const reason = this.#texts.reason(similarReason(letter.reason));
    return { at: letter.at, reason, replayable: isReplayable(letter) };
  }
}

/** The letter's id: stable as long as the log keeps the first letter for the place. */
export function idOf({ partition, first }: Pick<LetterState, 'partition' | 'first'>): string {
  return `${partition}@${first}`;
}

/** Letters of earlier versions tell the topic in their place only. */
function topicOf({ stage, place }: DeadLetter): string | undefined {
  return stage === 'attribute' ? /^(.+)\/\d+@\d+$/.exec(place)?.[1] : undefined;
}
