import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Storage } from './storage.ts';

const DIGITS = 16;

/**
 * A small file beside the log that has how many records were ever appended, written after each
 * commit. SQLite can't tell that the end of its write-ahead log is gone, or that the file is an
 * older copy: it opens as it was before. This file then has more than the log.
 */
export class HighWater {
  /** The log has fewer records than it once acknowledged. */
  torn: boolean;
  readonly #file: number;
  #written: number;

  constructor(path: string, storage: Storage) {
    this.#written = readCount(path);
    this.torn = this.#written > appendedTo(storage);
    this.#file = openSync(path, 'a+', 0o600);
    closeSync(this.#file);
    this.#file = openSync(path, 'r+');
    this.note(storage);
  }

  /** What was committed is on disk. Not synced by itself: after a power cut it has less, never more. */
  note(storage: Storage): void {
    if (this.torn) return;
    const appended = appendedTo(storage);
    if (appended === this.#written) return;
    try {
      writeSync(this.#file, String(appended).padStart(DIGITS), 0);
      this.#written = appended;
    } catch {
      // A full disk: the log itself says so, and this count only lags.
    }
  }

  /** What was lost is made good: from now on the log is what it is. */
  trust(storage: Storage): void {
    this.torn = false;
    this.#written = -1;
    this.note(storage);
  }

  close(): void {
    closeSync(this.#file);
  }
}

function appendedTo(storage: Storage): number {
  let sum = 0;
  for (const { partitions } of storage.topics()) for (const { end } of partitions) sum += end;
  return sum;
}

function readCount(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8')) || 0;
  } catch {
    return 0;
  }
}
