import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { literal } from './settings.ts';

const run = promisify(execFile);

/**
 * A named pipe through which the engine writes a statement's rows. The binding's own streaming
 * analyses a statement on the event loop, and so stops everything; a statement that writes into a file
 * runs in a thread of its own from its first step, in every format, no faster than it is read.
 */
class RowPipe {
  /** What goes after a statement, so that it writes its rows here. */
  readonly into: string;
  readonly #path: string;

  /** Makes a pipe in the directory that only this user may open. */
  static async make(dir: string): Promise<RowPipe> {
    const path = join(dir, `rows-${randomUUID()}`);
    await run('mkfifo', ['-m', '600', path]);
    return new RowPipe(path);
  }

  private constructor(path: string) {
    this.#path = path;
    this.into = `INTO OUTFILE ${literal(path)} TRUNCATE COMPRESSION 'none'`;
  }

  /**
   * Passes on what `write` writes into the pipe, and gives its answer once all is passed on. Where
   * `take` fails, `stop` is called and the rest is thrown away; it comes back when the writer has
   * ended, because a writer without a reader would wait for ever.
   */
  async carry<T>(
    write: () => Promise<T>,
    take: (bytes: Buffer) => Promise<void>,
    stop: () => void,
  ): Promise<T> {
    // While it is open for writing here the pipe has no end, though the writer may come late or never.
    const keeper = openSync(this.#path, constants.O_RDWR | constants.O_NONBLOCK);
    const fd = openSync(this.#path, constants.O_RDONLY | constants.O_NONBLOCK);
    const source = new Socket({ fd, readable: true, writable: false });
    const written = write().finally(() => closeSync(keeper));
    written.catch(() => {});
    try {
      const chunks: AsyncIterable<Buffer> = source.iterator({ destroyOnReturn: false });
      for await (const bytes of chunks) await take(bytes);
    } catch (error) {
      stop();
      throw error;
    } finally {
      source.on('error', () => {});
      source.resume();
      await written.catch(() => {});
      source.destroy();
    }
    return written;
  }
}

/** The pipes of a directory; one that is not in use is used again. */
export class RowPipes {
  readonly #dir: string;
  readonly #free: RowPipe[] = [];

  constructor(dir: string) {
    this.#dir = dir;
  }

  async with<T>(work: (pipe: RowPipe) => Promise<T>): Promise<T> {
    const pipe = this.#free.pop() ?? (await RowPipe.make(this.#dir));
    try {
      return await work(pipe);
    } finally {
      this.#free.push(pipe);
    }
  }
}
