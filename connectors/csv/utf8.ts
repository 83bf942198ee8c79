import { isAscii, isUtf8 } from 'node:buffer';
import { SourceError } from '../connector.ts';
import { HEAD_BYTES, refuseOtherKinds } from './content-kind.ts';

const LF = 0x0a;
const BOMS = [
  { encoding: 'utf-8', bytes: Buffer.from([0xef, 0xbb, 0xbf]) },
  { encoding: 'utf-16le', bytes: Buffer.from([0xff, 0xfe]) },
  { encoding: 'utf-16be', bytes: Buffer.from([0xfe, 0xff]) },
] as const;
/** Bytes of the longest UTF-8 sequence but its last one. */
const SEQUENCE = 3;

/**
 * A file's text as UTF-8 without byte order mark, whatever it is written in: by its mark, else by
 * `encoding` (a WHATWG label), else UTF-16 by its zeros, else UTF-8. Nothing is replaced: bytes that
 * are no text in that encoding throw SourceError with their line, as do files that are no text.
 */
export async function* utf8Of(
  content: AsyncIterable<Buffer>,
  encoding: string | undefined,
  name: string,
): AsyncGenerator<Buffer> {
  let seen: Buffer | undefined;
  let reader: TextReader | undefined;
  for await (const chunk of content) {
    if (reader !== undefined) {
      yield reader.read(chunk);
      continue;
    }
    seen = seen === undefined ? chunk : Buffer.concat([seen, chunk]);
    if (seen.length < HEAD_BYTES) continue;
    reader = readerOf(seen, encoding, name);
    yield reader.first();
    seen = undefined;
  }
  if (seen !== undefined) {
    reader = readerOf(seen, encoding, name);
    yield reader.first();
  }
  if (reader !== undefined) yield reader.end();
}

interface TextReader {
  /** The text of the bytes that the reader was made of. */
  readonly first: () => Buffer;
  readonly read: (chunk: Buffer) => Buffer;
  readonly end: () => Buffer;
}

function readerOf(head: Buffer, configured: string | undefined, name: string): TextReader {
  refuseOtherKinds(head, name);
  const bom = BOMS.find(({ bytes }) => bytes.equals(head.subarray(0, bytes.length)));
  const start = head.subarray(bom?.bytes.length ?? 0);
  const encoding = bom?.encoding ?? configured ?? utf16By(start);
  const utf8 = encoding === undefined || new TextDecoder(encoding).encoding === 'utf-8';
  if (utf8 && start.subarray(0, HEAD_BYTES).includes(0)) throw binary(name);
  if (!utf8 && bom === undefined && looksLikeUtf8(start)) throw isUtf8Already(encoding, name);
  const text = utf8 ? checkedUtf8(name) : decoded(encoding, name);
  return { ...text, first: () => text.read(start) };
}

/** Other letters than ASCII that are whole UTF-8 sequences are hardly anything else. */
function looksLikeUtf8(bytes: Buffer): boolean {
  const whole = bytes.subarray(0, bytes.length - openBytes(bytes));
  return isUtf8(whole) && !isAscii(whole) && !whole.includes(0);
}

/** UTF-16 without mark shows by zeros: every second byte of most texts is one. */
function utf16By(head: Buffer): string | undefined {
  const bytes = head.subarray(0, HEAD_BYTES);
  let even = 0;
  let odd = 0;
  for (const [at, byte] of bytes.entries()) {
    if (byte !== 0) continue;
    if (at % 2 === 0) even++;
    else odd++;
  }
  const many = bytes.length / 8;
  if (odd > many && even * 8 < odd) return 'utf-16le';
  return even > many && odd * 8 < even ? 'utf-16be' : undefined;
}

/** Passes UTF-8 on as it is, once it is known to be that. */
function checkedUtf8(name: string): Omit<TextReader, 'first'> {
  let rest: Buffer = Buffer.alloc(0);
  let line = 1;
  const check = (bytes: Buffer): Buffer => {
    if (!isUtf8(bytes)) throw notText(name, line + linesBefore(bytes), 'UTF-8');
    return bytes;
  };
  return {
    read(chunk) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const cut = bytes.length - openBytes(bytes);
      rest = bytes.subarray(cut);
      const whole = check(bytes.subarray(0, cut));
      line += lineEnds(whole);
      return whole;
    },
    end: () => check(rest),
  };
}

/** Bytes at the end that may be the beginning of a sequence. */
function openBytes(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(SEQUENCE, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) return back;
    if (byte < 0x80) return 0;
  }
  return 0;
}

/** Line ends before the first bytes that are no UTF-8. */
function linesBefore(bytes: Buffer): number {
  let lines = 0;
  let from = 0;
  for (let to = bytes.indexOf(LF); to >= 0; to = bytes.indexOf(LF, from)) {
    if (!isUtf8(bytes.subarray(from, to))) return lines;
    lines++;
    from = to + 1;
  }
  return lines;
}

function lineEnds(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) count++;
  return count;
}

function decoded(encoding: string, name: string): Omit<TextReader, 'first'> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let line = 1;
  const decode = (chunk: Buffer, more: boolean): Buffer => {
    try {
      const text = Buffer.from(decoder.decode(chunk, { stream: more }));
      line += lineEnds(text);
      return text;
    } catch {
      throw notText(name, line, decoder.encoding);
    }
  };
  return {
    read: (chunk) => decode(chunk, true),
    end: () => decode(Buffer.alloc(0), false),
  };
}

function notText(name: string, line: number, encoding: string): SourceError {
  const place = encoding === 'UTF-8' ? `${name}:${line}` : `${name}: near line ${line}`;
  return new SourceError(`${place}: has bytes that are no ${encoding} text. Nothing was deleted.`, {
    retry: false,
    mend:
      encoding === 'UTF-8'
        ? 'Say what the file is written in, such as `encoding: windows-1252` (latin1) for most exports of Western Europe, or write it as UTF-8.'
        : 'Correct `encoding` of the connection, or write the file as UTF-8.',
  });
}

function isUtf8Already(encoding: string, name: string): SourceError {
  return new SourceError(
    `${name} is UTF-8, and would give other letters as ${encoding}. Nothing was deleted.`,
    { retry: false, mend: 'Leave out `encoding` of the connection, or write `encoding: utf-8`.' },
  );
}

function binary(name: string): SourceError {
  return new SourceError(`${name} has zero bytes: it is no text. Nothing was deleted.`, {
    retry: false,
    mend: 'Export the data as CSV or JSON lines; for text in UTF-16 say `encoding: utf-16le` or utf-16be.',
  });
}
