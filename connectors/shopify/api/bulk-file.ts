import { isUtf8 } from 'node:buffer';
import { readSync } from 'node:fs';
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CHUNK_BYTES = 256 * 1_024;
const WINDOW_BYTES = 64 * 1_024;
const NEWLINE = 0x0a;

/** A file that only this process can find, and that is gone when it is closed or the process ends. */
export async function temporaryFile(): Promise<FileHandle> {
  const folder = await mkdtemp(join(tmpdir(), 'goalstream-bulk-'));
  try {
    return await open(join(folder, 'result.jsonl'), 'wx+', 0o600);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A line of a file; `text` is undefined where its bytes are no text. */
export interface Line {
  /** Where its first byte stands. */
  readonly at: number;
  readonly bytes: number;
  readonly text: string | undefined;
}

/** The lines from the file's start. What follows the last line break is a line, unless it is nothing. */
export async function* linesOf(file: FileHandle): AsyncGenerator<Line> {
  let rest: Buffer = Buffer.alloc(0);
  let at = 0;
  const chunks = file.createReadStream({ start: 0, autoClose: false, highWaterMark: CHUNK_BYTES });
  for await (const chunk of chunks) {
    const block: Buffer = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = block.indexOf(NEWLINE); end !== -1; end = block.indexOf(NEWLINE, from)) {
      yield lineOf(block.subarray(from, end), at + from);
      from = end + 1;
    }
    at += from;
    rest = block.subarray(from);
  }
  if (rest.length > 0) yield lineOf(rest, at);
}

function lineOf(bytes: Buffer, at: number): Line {
  return { at, bytes: bytes.length, text: isUtf8(bytes) ? bytes.toString('utf8') : undefined };
}

/** Reads texts at their places; near ones by one look at the disk. */
export class TextReader {
  readonly #fd: number;
  #window: Buffer = Buffer.alloc(0);
  #start = 0;

  constructor({ fd }: FileHandle) {
    this.#fd = fd;
  }

  read(at: number, bytes: number): string {
    const end = this.#start + this.#window.length;
    if (at < this.#start || at + bytes > end) this.#look(at, bytes, Math.abs(at - end));
    const from = at - this.#start;
    return this.#window.toString('utf8', from, from + bytes);
  }

  /** A jump far away reads what is asked for alone. */
  #look(at: number, bytes: number, jump: number): void {
    const size = jump <= WINDOW_BYTES ? Math.max(bytes, WINDOW_BYTES) : bytes;
    const window = Buffer.allocUnsafe(size);
    let done = 0;
    while (done < bytes) {
      const read = readSync(this.#fd, window, done, size - done, at + done);
      if (read === 0) throw new RangeError('the file ends early');
      done += read;
    }
    this.#window = window.subarray(0, done);
    this.#start = at;
  }
}
