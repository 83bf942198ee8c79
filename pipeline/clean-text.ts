/**
 * What a terminal would act on instead of showing it: control characters but line feed and tab, and
 * marks that turn the direction of a text or begin a line.
 */
const ACTIVE = /(?![\n\t])[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/gu;

/** One character for one, so that columns stay. */
export function cleanText(text: string): string {
  return text.replaceAll(ACTIVE, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\uFFFD';
  });
}

/** On one line: a cell of a table, a title within a sentence. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\n\t\r]+/g, ' ');
}

/** JSON whose texts a terminal shows as they are written, and reads back as the same values. */
export function safeJson(json: string): string {
  return json.replaceAll(
    ACTIVE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
