import { closeSync, fsyncSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { LogRecord } from '../log/log.ts';

/** Records read from a spool together, and where the next ones start. */
export interface SpoolBlock {
  readonly records: readonly LogRecord[];
  readonly end: number;
}

/**
 * A file of messages that wait for their set to be read to its end: blocks of a header line (their
 * length in bytes and CRC-32) and two lines a message, its key as JSON and its value.
 */
export class SpoolWriter {
  readonly #file: number;
  #bytes = 0;

  /** What the file had is gone. */
  constructor(path: string) {
    this.#file = openSync(path, 'w', 0o600);
  }

  write(records: readonly LogRecord[]): void {
    if (records.length === 0) return;
    const lines = records.map(({ key, value }) => `${JSON.stringify(key)}\n${value ?? 'null'}\n`);
    const body = Buffer.from(lines.join(''));
    const block = Buffer.concat([headerOf(body), body]);
    for (let done = 0; done < block.length;) done += writeSync(this.#file, block, done);
    this.#bytes += block.length;
  }

  /** Once all is on the disk; gives the file's length in bytes. */
  finish(durable: boolean): number {
    if (durable) fsyncSync(this.#file);
    this.close();
    return this.#bytes;
  }

  close(): void {
    closeSync(this.#file);
  }
}

const HEADER_BYTES = 22;

/** "     12345 4294967295\n" */
function headerOf(body: Buffer): Buffer {
  return Buffer.from(`${String(body.length).padStart(10)} ${String(crc32(body)).padStart(10)}\n`);
}

/** The messages from a place on, block by block. @throws SpoolError where the file is damaged. */
export function* readSpool(
  path: string,
  from: number,
  bytes: number,
  headers: LogRecord['headers'],
): Generator<SpoolBlock> {
  if (from >= bytes) return;
  const file = opened(path);
  try {
    for (let at = from; at < bytes;) {
      const [length = Number.NaN, crc] = text(file, path, at, HEADER_BYTES)
        .split(' ')
        .flatMap(numbers);
      if (!(length > 0 && at + HEADER_BYTES + length <= bytes)) throw new SpoolError(path);
      const body = part(file, path, at + HEADER_BYTES, length);
      if (crc32(body) !== crc) throw new SpoolError(path);
      at += HEADER_BYTES + length;
      yield { records: recordsOf(body.toString(), headers), end: at };
    }
  } finally {
    closeSync(file);
  }
}

export function removeSpool(path: string): void {
  rmSync(path, { force: true });
}

/** A spool is gone or damaged. */
export class SpoolError extends Error {
  constructor(path: string) {
    super(`${path} is damaged: what it held is read from the source again`);
    this.name = 'SpoolError';
  }
}

function opened(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new SpoolError(path);
    throw error;
  }
}

function numbers(word: string): number[] {
  return word === '' ? [] : [Number(word)];
}

function text(file: number, path: string, at: number, length: number): string {
  return part(file, path, at, length).toString('latin1');
}

function part(file: number, path: string, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  if (readSync(file, bytes, 0, length, at) !== length) throw new SpoolError(path);
  return bytes;
}

function recordsOf(body: string, headers: LogRecord['headers']): LogRecord[] {
  const lines = body.split('\n');
  const carried = headers === undefined ? {} : { headers };
  return Array.from({ length: (lines.length - 1) / 2 }, (_, n) => ({
    key: JSON.parse(lines[2 * n] ?? '') as string,
    value: lines[2 * n + 1] ?? '',
    ...carried,
  }));
}
