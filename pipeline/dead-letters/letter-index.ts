import type { DeadLetter } from '../../schemas/log-messages.ts';
import type { Log, StoredRecord } from '../log/log.ts';
import { readEntry } from './entry.ts';
import { Interned, similarReason } from './reasons.ts';
import { isReplayable } from './replayable.ts';

export const DEAD_LETTERS = 'dead-letters';

/** What is remembered of all letters for one place: a few numbers and shared texts. */
export interface LetterState {
  readonly partition: number;
  /** Offsets of the first and the newest letter. */
  readonly first: number;
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
 * contents (about 250 bytes a letter), and goes on from where it stood.
 */
export class LetterIndex {
  readonly states = new Map<string, LetterState>();
  /** Records that are neither letters nor resolutions of a version known here. */
  unreadable = 0;
  /** Letters that nobody has replayed. */
  open = 0;
  readonly #log: Log;
  readonly #next = new Map<number, number>();
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
      for await (const records of this.#log.read(DEAD_LETTERS, { partition, fromOffset })) {
        for (const record of records) this.#add(record);
        this.#next.set(partition, (records.at(-1)?.offset ?? -1) + 1);
      }
      this.#next.set(partition, Math.max(end, this.#next.get(partition) ?? 0));
    }
  }

  #add(record: StoredRecord): void {
    const entry = readEntry(record);
    const known = this.states.get(record.key);
    if (entry === undefined) this.unreadable += 1;
    else if (entry.kind === 'resolution') this.#resolve(known, entry.resolution.at);
    else if (known === undefined) {
      this.states.set(record.key, this.#stateOf(record, entry.letter));
      this.open += 1;
    } else {
      known.newest = record.offset;
      known.times += 1;
      Object.assign(known, this.#newestOf(entry.letter));
    }
  }

  #resolve(known: LetterState | undefined, at: number): void {
    if (known === undefined || known.replayedAt !== undefined) return;
    known.replayedAt = at;
    this.open -= 1;
  }

  #stateOf({ partition, offset }: StoredRecord, letter: DeadLetter): LetterState {
    const { stage, record } = letter;
    const connection = letter.connection ?? record?.key.split('/')[0];
    return {
      partition,
      first: offset,
      newest: offset,
      times: 1,
      stage,
      topic: this.#shared(record?.topic ?? topicOf(letter)),
      connection: this.#shared(connection),
      replayedAt: undefined,
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
