/**
 * The parts of an identity as one text, different for different parts: 1/2 and 3 are not 1 and 2/3.
 * Mostly the parts joined; where the last separators don't tell the parts, or there is a backslash,
 * a backslash and the parts as JSON. Without a separator the parts are joined as they are. Nothing
 * but empty parts is an empty text.
 */
export function joinIdentity(parts: readonly string[], separator: string): string {
  const joined = parts.join(separator);
  if (parts.every((part) => part === '')) return '';
  if (separator === '') return joined;
  return !joined.includes('\\') && isTold(parts, separator, joined)
    ? joined
    : `\\${JSON.stringify(parts)}`;
}

/** Whether the last separators of a text, as many as there are between parts, stand between these. */
function isTold(parts: readonly string[], separator: string, text: string): boolean {
  let end = text.length;
  for (const part of parts.slice(1).toReversed()) {
    const at = text.lastIndexOf(separator, end - separator.length);
    if (text.slice(at + separator.length, end) !== part) return false;
    end = at;
  }
  return true;
}
