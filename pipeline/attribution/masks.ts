import type { Condition } from './scope.ts';

/**
 * A set of clauses: 32 in each word; and of the words those that are not empty, 32 in each word of
 * the summary, so that a small set among many clauses is small to look through.
 */
export interface Mask {
  readonly words: Uint32Array;
  readonly summary: Uint32Array;
}

/** The clauses, of so many, for which the test holds. */
export function maskOf(clauses: number, test: (clause: number) => boolean): Mask {
  const words = new Uint32Array(Math.ceil(clauses / 32));
  for (let clause = 0; clause < clauses; clause++) if (test(clause)) setBit(words, clause);
  const summary = new Uint32Array(Math.ceil(words.length / 32));
  words.forEach((bits, word) => {
    if (bits !== 0) setBit(summary, word);
  });
  return { words, summary };
}

function setBit(words: Uint32Array, bit: number): void {
  words[bit >>> 5] = (words[bit >>> 5] ?? 0) | (1 << (bit & 31));
}

/** Appends the clauses that are in all the masks, of which there is at least one, in ascending order. */
export function intersect(masks: readonly Mask[], out: number[]): void {
  const first = masks[0];
  if (first === undefined) return;
  const count = masks.length;
  for (let part = 0; part < first.summary.length; part++) {
    let some = first.summary[part] ?? 0;
    for (let n = 1; n < count; n++) some &= masks[n]?.summary[part] ?? 0;
    for (; some !== 0; some &= some - 1) {
      const word = part * 32 + 31 - Math.clz32(some & -some);
      let bits = first.words[word] ?? 0;
      for (let n = 1; n < count && bits !== 0; n++) bits &= masks[n]?.words[word] ?? 0;
      for (; bits !== 0; bits &= bits - 1) out.push(word * 32 + 31 - Math.clz32(bits & -bits));
    }
  }
}

/** Values remembered per dimension before the memory is started anew. */
const MAX_VALUES = 100_000;

/** For one dimension: which clauses each of its values satisfies. Found once per value. */
export class ValueMasks {
  readonly #conditions: readonly (Condition | undefined)[];
  readonly #known = new Map<string, Mask>();
  /** Neighbouring facts have much in common: comparing costs less than looking up. */
  #last = '';
  #lastMask: Mask | undefined;

  /** @param conditions each clause's condition on the dimension; undefined where it has none. */
  constructor(conditions: readonly (Condition | undefined)[]) {
    this.#conditions = conditions;
  }

  /** The clauses that the value satisfies; those without a condition on this dimension always do. */
  of(value: string): Mask {
    if (this.#lastMask !== undefined && value === this.#last) return this.#lastMask;
    const mask = this.#known.get(value) ?? this.#find(value);
    this.#last = value;
    this.#lastMask = mask;
    return mask;
  }

  #find(value: string): Mask {
    const conditions = this.#conditions;
    const mask = maskOf(conditions.length, (n) => conditions[n]?.holds(value) ?? true);
    if (this.#known.size >= MAX_VALUES) this.#known.clear();
    this.#known.set(value, mask);
    return mask;
  }
}
