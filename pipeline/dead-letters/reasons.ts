const MAX_REASON = 160;
/** Distinct texts kept; sources can make up reasons without end. */
const MAX_TEXTS = 2_000;
const OTHERS = 'other reasons';

/** What similar reasons have in common: the first issue, without the values it quotes. */
export function similarReason(reason: string): string {
  const first = reason.split('; ', 1)[0] ?? '';
  return first.replaceAll(/"[^"]*"/g, '"…"').slice(0, MAX_REASON);
}

/** One copy of each text, so that a million letters share few. */
export class Interned {
  readonly #texts = new Map<string, string>();

  of(text: string): string {
    const known = this.#texts.get(text);
    if (known === undefined && this.#texts.size < MAX_TEXTS) this.#texts.set(text, text);
    return known ?? text;
  }

  /** The same for reasons: new ones after the first thousands are counted together. */
  reason(text: string): string {
    const full = this.#texts.size >= MAX_TEXTS && !this.#texts.has(text);
    return full ? OTHERS : this.of(text);
  }
}
