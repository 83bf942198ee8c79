import type { Random } from '../../connectors/sandbox/random.ts';
import type { LogRecord } from '../../pipeline/log/log.ts';
import { contentOf, identity, message, poisonedMessage } from './synthetic-facts.ts';

const REMEMBERED = 20_000;
/** Half of the changes are to the newest facts. */
const RECENT = 100;

type Kind =
  | 'new'
  | 'newer'
  | 'older'
  | 'tie'
  | 'deleted'
  | 'stray deletion'
  | 'duplicate'
  | 'drifted'
  | 'poison';

const KINDS: readonly (readonly [Kind, number])[] = [
  ['new', 45],
  ['newer', 22],
  ['older', 8],
  ['tie', 3],
  ['deleted', 6],
  ['stray deletion', 1],
  ['duplicate', 10],
  ['drifted', 4],
  ['poison', 1],
];

/** Messages of a source that repeats, reorders, moves, deletes, drifts and breaks its facts. */
export class Synthetic {
  /** Messages that can't be taken in, by `messageKey`. */
  readonly poison = new Set<string>();
  readonly #random: Random;
  readonly #facts: { readonly id: string; version: number }[] = [];
  readonly #sent: LogRecord[] = [];
  #serial = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  batch(size: number): readonly LogRecord[] {
    return Array.from({ length: size }, () => this.#remember(this.#make(this.#random.pick(KINDS))));
  }

  #remember(record: LogRecord): LogRecord {
    if (this.#sent.length < REMEMBERED) this.#sent.push(record);
    else this.#sent[this.#random.whole(0, REMEMBERED - 1)] = record;
    return record;
  }

  #make(kind: Kind): LogRecord {
    this.#serial += 1;
    const { whole } = this.#random;
    if (kind === 'poison') return this.#poisoned();
    if (kind === 'stray deletion') return this.#deletion(`never-${this.#serial}`, 5);
    const fact = this.#known();
    if (fact === undefined || kind === 'new') return this.#added({});
    if (kind === 'drifted') return this.#added({ loyaltyTier: 'gold', nested: { any: [1, null] } });
    if (kind === 'duplicate') {
      return this.#sent[whole(0, this.#sent.length - 1)] ?? this.#added({});
    }
    if (kind === 'older') return this.#fact(fact.id, fact.version - whole(1, 9), {});
    if (kind !== 'tie') fact.version += whole(1, 15);
    return kind === 'deleted'
      ? this.#deletion(fact.id, fact.version)
      : this.#fact(fact.id, fact.version, {});
  }

  /** A fact that was sent, just now or long ago. */
  #known(): { readonly id: string; version: number } | undefined {
    const count = this.#facts.length;
    const from = this.#random.chance(0.5) ? Math.max(0, count - RECENT) : 0;
    return this.#facts[this.#random.whole(from, Math.max(from, count - 1))];
  }

  #added(more: object): LogRecord {
    const fact = { id: `s-${this.#serial}`, version: 1000 };
    this.#facts.push(fact);
    const record = this.#fact(fact.id, fact.version, more);
    return Object.keys(more).length === 0 ? record : { ...record, headers: { schema: '1.9' } };
  }

  #fact(id: string, version: number, more: object): LogRecord {
    return message(id, JSON.stringify({ ...contentOf(this.#random, id, version), ...more }));
  }

  #deletion(id: string, version: number): LogRecord {
    return message(id, JSON.stringify({ ...identity(id, version), deleted: true }));
  }

  #poisoned(): LogRecord {
    const record = poisonedMessage(this.#random, `poison-${this.#serial}`);
    this.poison.add(messageKey(record));
    return record;
  }
}

/** One text for a message: its key and content. */
export function messageKey({ key, value }: LogRecord): string {
  return `${key}\n${value ?? ''}`;
}
