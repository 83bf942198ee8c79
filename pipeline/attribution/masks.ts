import type { Dimension } from '../../schemas/dimensions.ts';
import type { Clause, Predicate } from './scope.ts';

/** Bits of 32 clauses in each word. */
export type Mask = Uint32Array;

/** Values remembered per dimension before the memory is started anew. */
const MAX_VALUES = 100_000;

/** For one dimension: which clauses each of its values satisfies. Found once per value. */
export class DimensionMasks {
  readonly dimension: Dimension;
  readonly #tests: readonly (readonly [number, Predicate])[];
  readonly #words: number;
  readonly #known = new Map<string, Mask>();
  /** Neighbouring facts have much in common: comparing costs less than looking up. */
  #last = '';
  #lastMask: Mask | undefined;

  constructor(dimension: Dimension, clauses: readonly Clause[]) {
    this.dimension = dimension;
    this.#words = Math.ceil(clauses.length / 32);
    this.#tests = clauses.flatMap((clause, index) => {
      const test = clause.get(dimension);
      return test === undefined ? [] : [[index, test] as const];
    });
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
    const mask = fullMask(this.#words);
    for (const [index, test] of this.#tests) if (!test(value)) clearBit(mask, index);
    if (this.#known.size >= MAX_VALUES) this.#known.clear();
    this.#known.set(value, mask);
    return mask;
  }
}

/** A mask with every bit set. */
export function fullMask(words: number): Mask {
  return new Uint32Array(words).fill(0xffff_ffff);
}

/** Takes one clause out. */
export function clearBit(mask: Mask, index: number): void {
  mask[index >>> 5] = (mask[index >>> 5] ?? 0) & ~(1 << (index & 31));
}

/** Appends the clauses that are in, in ascending order. */
export function bitsOf(mask: Mask, out: number[]): void {
  for (let word = 0; word < mask.length; word++) {
    for (let rest = mask[word] ?? 0; rest !== 0; rest &= rest - 1) {
      out.push(word * 32 + 31 - Math.clz32(rest & -rest));
    }
  }
}

/** Keeps in `target` what is in both. */
export function intersect(target: Mask, other: Mask): void {
  for (let word = 0; word < target.length; word++) {
    target[word] = (target[word] ?? 0) & (other[word] ?? 0);
  }
}
