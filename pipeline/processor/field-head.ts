/** What comes before a field's value in a message: its name in quotes, a colon, and a text's own quote. */
export class FieldHead {
  /** In bytes. */
  readonly length: number;
  readonly #words: readonly number[];
  /** The bytes of the last word that belong to it. */
  readonly #mask: number;

  constructor(name: string, text: boolean) {
    const bytes = Buffer.from(`${JSON.stringify(name)}:${text ? '"' : ''}`);
    const padded = Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
    this.length = bytes.length;
    this.#words = Array.from({ length: padded.length / 4 }, (_, n) => padded.readInt32LE(n * 4));
    this.#mask = -1 >>> ((padded.length - bytes.length) * 8);
  }

  /** Whether it stands there, before the end. Three more bytes than its own are looked at. */
  isAt(view: DataView, start: number, end: number): boolean {
    if (start + this.length > end) return false;
    const words = this.#words;
    const last = words.length - 1;
    let at = start;
    for (let n = 0; n < last; n++, at += 4) if (view.getInt32(at, true) !== words[n]) return false;
    return (view.getInt32(at, true) & this.#mask) === words[last];
  }
}
