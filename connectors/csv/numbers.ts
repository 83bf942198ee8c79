/** How a file writes numbers. */
export interface NumberFormat {
  readonly decimal: '.' | ',';
  /** Between groups of digits; absent: none is read. */
  readonly thousands?: string;
  /** Texts that may stand before or after a number, such as kr. */
  readonly marks?: readonly string[];
}

const PLAIN = /^-?\d+(?:\.\d+)?$/;
const PARENTHESES = /^\(([^()]*)\)$/;

/**
 * Compiles a reader of numbers as people write them: "1.234,50", "kr. 5", "12,50-" and "(12,50)"
 * (both negative). It gives plain decimal text, or undefined where a text is no such number: groups
 * of digits must be whole, so that a mark that means something else is not read over.
 */
export function numberReader(format: NumberFormat): (text: string) => string | undefined {
  const { decimal, thousands } = format;
  const marks = [...(format.marks ?? [])].toSorted((a, b) => b.length - a.length);
  const group = thousands === undefined ? undefined : classOf(thousands);
  const point = `(?:\\${decimal}\\d+)?`;
  const digits =
    group === undefined
      ? new RegExp(`^\\d+${point}$`)
      : new RegExp(`^(?:\\d+|\\d{1,3}(?:${group}\\d{2,3})*${group}\\d{3})${point}$`);
  const groups = group === undefined ? undefined : new RegExp(group, 'g');
  return (value) => {
    if (decimal === '.' && PLAIN.test(value)) return value;
    const { text, negative } = bare(value.trim(), marks);
    if (!digits.test(text)) return undefined;
    const plain = (groups === undefined ? text : text.replace(groups, '')).replace(decimal, '.');
    return negative ? `-${plain}` : plain;
  };
}

/** A space between groups is often one that does not break, an apostrophe a curly one. */
function classOf(mark: string): string {
  if (mark === ' ') return '[ \\u00a0\\u202f]';
  return mark === "'" ? "['’]" : `\\${mark}`;
}

/** Takes one sign and the marks off a number. Two signs leave one, which is no number then. */
function bare(value: string, marks: readonly string[]): { text: string; negative: boolean } {
  const inner = PARENTHESES.exec(value)?.[1];
  let negative = inner !== undefined;
  let signed = negative;
  let text = (inner ?? value).trim();
  const sign = () => {
    const first = text.charAt(0);
    if (signed || !/^[-+−]/.test(first)) return;
    signed = true;
    negative = first !== '+';
    text = text.slice(1).trim();
  };
  const signBehind = () => {
    if (signed || !/[-−]$/.test(text)) return;
    signed = negative = true;
    text = text.slice(0, -1).trim();
  };
  sign();
  text = withoutMarks(text, marks);
  sign();
  signBehind();
  text = withoutMarks(text, marks);
  signBehind();
  return { text, negative };
}

/** Takes one mark off the beginning and one off the end. */
function withoutMarks(text: string, marks: readonly string[]): string {
  const lower = text.toLowerCase();
  const first = marks.find((mark) => lower.startsWith(mark.toLowerCase())) ?? '';
  const rest = lower.slice(first.length);
  const last = marks.find((mark) => rest.endsWith(mark.toLowerCase())) ?? '';
  return text.slice(first.length, text.length - last.length).trim();
}

/** What a text that is no number seems to need in the configuration; '' where that can't be told. */
export function numberHint(
  value: string,
  { decimal, thousands, marks = [] }: NumberFormat,
): string {
  const mark = /^[-+(]?\s*([^\d\s,.()+-][^\d()+-]*?)\s*[-+(]?\d/u.exec(value)?.[1];
  const behind = /\d\s*([^\d\s,.()+-][^\d()+-]*?)\s*[-+)]?$/u.exec(value)?.[1];
  const found = mark ?? behind;
  const hints: string[] = [];
  if (/[,.]-+$/.test(value))
    return `; if it writes whole amounts so, say \`marks: [${JSON.stringify(value.slice(value.search(/[,.]-+$/)))}]\``;
  if (found !== undefined && !marks.includes(found))
    hints.push(`marks: [${JSON.stringify(found)}]`);
  const seen = value.replace(found ?? '', '').match(/[.,]/g) ?? [];
  const last = seen.at(-1);
  if (seen.length > 1 && new Set(seen).size === 1) {
    if (thousands !== last) hints.push(`thousands: ${JSON.stringify(last)}`);
  } else if (last !== undefined) {
    if (last !== decimal) hints.push(`decimal: ${JSON.stringify(last)}`);
    if (seen.length > 1 && thousands !== seen[0])
      hints.push(`thousands: ${JSON.stringify(seen[0])}`);
  }
  const space = /\d[ \u00a0\u202f]\d/.test(value) && thousands !== ' ';
  if (space) hints.push('thousands: " "');
  return hints.length === 0 ? '' : `; if the file writes numbers so, say \`${hints.join(', ')}\``;
}
