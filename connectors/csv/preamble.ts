const CR = 0x0d;
const LF = 0x0a;
/** A first line by which Excel knows the delimiter, such as `sep=;`. */
const SEPARATOR = /^sep=(.)$/i;

/** A file's text after what stands before its header. */
export interface Body {
  readonly content: AsyncIterable<Buffer>;
  /** Lines that were left out before it. */
  readonly lines: number;
  /** What a first line `sep=` names. */
  readonly delimiter?: string;
}

/** Leaves out the first `skip` lines of UTF-8 text, and before them a line `sep=`. */
export async function bodyOf(content: AsyncIterable<Buffer>, skip: number): Promise<Body> {
  const source = content[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  let ended = false;
  /** The end of the line that begins at an offset, line end included; -1 where the text ends before. */
  const endOfLine = async (from: number): Promise<number> => {
    for (;;) {
      const end = lineEnd(head, from, ended);
      if (end >= 0 || ended) return end;
      const { done, value } = await source.next();
      if (done === true) ended = true;
      else head = Buffer.concat([head, value]);
    }
  };
  let at = 0;
  let lines = 0;
  const first = await endOfLine(0);
  const delimiter = SEPARATOR.exec(head.toString('utf8', 0, Math.max(0, first)).trimEnd())?.[1];
  if (delimiter !== undefined) {
    at = first;
    lines = 1;
  }
  for (let n = 0; n < skip; n++) {
    const end = await endOfLine(at);
    if (end < 0) break;
    at = end;
    lines++;
  }
  const rest = ended ? undefined : source;
  return {
    content: joined(head.subarray(at), rest),
    lines,
    ...(delimiter === undefined ? {} : { delimiter }),
  };
}

/** Line feeds, carriage returns and both together end lines, also mixed in one file. */
function lineEnd(text: Buffer, from: number, ended: boolean): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === LF) return at + 1;
    if (text[at] !== CR) continue;
    if (at + 1 < text.length) return text[at + 1] === LF ? at + 2 : at + 1;
    return ended ? at + 1 : -1;
  }
  return -1;
}

async function* joined(
  head: Buffer,
  rest: AsyncIterator<Buffer> | undefined,
): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  if (rest === undefined) return;
  yield* { [Symbol.asyncIterator]: () => rest };
}
