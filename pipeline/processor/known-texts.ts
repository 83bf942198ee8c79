/** Texts remembered at once, a power of two, of at most so many bytes: longer ones are made each time. */
const SLOTS = 1024;
const MAX_BYTES = 64;
const WORDS = MAX_BYTES / 4;
/** After so many texts that were mostly new, the field has another one in each fact: looking is in vain. */
const TRIES = 4096;
const LEAST_SHARE = 1 / 8;

/** The lowest bytes of a word, by how many. */
const LOWEST = [0, 0xff, 0xffff, 0xff_ffff];

/**
 * The texts that a field had lately, by their bytes: most of a fact's texts were in another fact
 * before, and one that is found need be neither made nor checked again.
 */
export class KnownTexts {
  readonly #texts: (string | undefined)[] = Array.from({ length: SLOTS });
  readonly #lengths = new Int32Array(SLOTS).fill(-1);
  readonly #words = new Int32Array(SLOTS * WORDS);
  #last = 0;
  #tries = 0;
  #found = 0;

  /** The text of these ASCII bytes, if it is known. @param hash of the bytes. */
  find(view: DataView, start: number, length: number, hash: number): string | undefined {
    if (this.#is(this.#last, view, start, length)) return this.#texts[this.#last];
    if (length > MAX_BYTES || this.#vain()) return undefined;
    this.#tries += 1;
    const slot = slotOf(hash);
    if (!this.#is(slot, view, start, length)) return undefined;
    this.#found += 1;
    this.#last = slot;
    return this.#texts[slot];
  }

  add(text: string, view: DataView, start: number, length: number, hash: number): void {
    if (length > MAX_BYTES) return;
    const slot = this.#vain() ? 0 : slotOf(hash);
    this.#texts[slot] = text;
    this.#lengths[slot] = length;
    const base = slot * WORDS;
    for (let at = 0; at < length; at += 4) {
      this.#words[base + (at >> 2)] = wordAt(view, start + at, length - at);
    }
    this.#last = slot;
  }

  #vain(): boolean {
    return this.#tries >= TRIES && this.#found < this.#tries * LEAST_SHARE;
  }

  #is(slot: number, view: DataView, start: number, length: number): boolean {
    if (this.#lengths[slot] !== length) return false;
    const base = slot * WORDS;
    for (let at = 0; at < length; at += 4) {
      if (this.#words[base + (at >> 2)] !== wordAt(view, start + at, length - at)) return false;
    }
    return true;
  }
}

function slotOf(hash: number): number {
  return (hash ^ (hash >>> 15)) & (SLOTS - 1);
}

/** Four bytes, or the fewer that are left, as a word. */
function wordAt(view: DataView, at: number, left: number): number {
  const word = view.getInt32(at, true);
  return left >= 4 ? word : word & (LOWEST[left] ?? 0);
}
