const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENS = new Set([0x5b, 0x7b]);
const CLOSES = new Set([0x5d, 0x7d]);

/** Where an object or list of JSON ends that starts there; undefined where it has an escape or no end. */
export function endOfNested(bytes: Uint8Array, from: number, limit: number): number | undefined {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < limit; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === BACKSLASH) return undefined;
    if (byte === QUOTE) quoted = !quoted;
    if (quoted) continue;
    if (OPENS.has(byte)) depth += 1;
    else if (CLOSES.has(byte)) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return undefined;
}
