import type { Readable } from 'node:stream';
import { ApiError } from './errors.ts';

export interface BodyLimits {
  /** The largest body, bytes. */
  readonly largest: number;
  /** Calls between their headers and their answer, at most. */
  readonly calls: number;
  /** What all of their bodies may hold together, bytes. */
  readonly total: number;
  /** Bodies that have grown beyond this many bytes get three quarters of that, and so never all of it. */
  readonly small: number;
  /** How long a body may take to come, ms. */
  readonly patienceMs: number;
}

/** A webhook of 2 MiB is larger than any that a source sends; most have a few KiB. */
export const BODY_LIMITS: BodyLimits = {
  largest: 2 * 1024 * 1024,
  calls: 256,
  total: 16 * 1024 * 1024,
  small: 256 * 1024,
  patienceMs: 10_000,
};

/** A call's place, from its headers to its answer. */
export interface Place {
  /** The body, whole. @throws ApiError 408, 413 or 503 */
  read(stream: Readable): Promise<Buffer>;
  /** What it held is free again; once is enough. */
  leave(): void;
}

/**
 * The bodies of calls that nobody has checked yet: they are kept whole, as only all of one can be
 * checked, so there is room for so many bytes and no more, whoever calls.
 */
export class Bodies {
  readonly #limits: BodyLimits;
  #calls = 0;
  #bytes = 0;

  constructor(limits: BodyLimits) {
    this.#limits = limits;
  }

  /** How many bytes are held now. */
  get held(): number {
    return this.#bytes;
  }

  /** @param length as the call announces it, bytes. @throws ApiError 413 or 503 */
  enter(length: number | undefined): Place {
    if (length !== undefined && length > this.#limits.largest) throw tooLarge();
    if (this.#calls >= this.#limits.calls) throw busy();
    this.#calls += 1;
    let held = 0;
    let left = false;
    const take = (bytes: number): void => {
      if (held + bytes > this.#limits.largest) throw tooLarge();
      const room = held + bytes > this.#limits.small ? 0.75 : 1;
      if (left || this.#bytes + bytes > room * this.#limits.total) throw busy();
      held += bytes;
      this.#bytes += bytes;
    };
    return {
      read: (stream) => read(stream, take, this.#limits.patienceMs),
      leave: () => {
        if (left) return;
        left = true;
        this.#calls -= 1;
        this.#bytes -= held;
      },
    };
  }
}

function read(
  stream: Readable,
  take: (bytes: number) => void,
  patienceMs: number,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      clearTimeout(timer);
      stream.off('data', onData).off('end', onEnd).off('error', onLoss).off('close', onLoss);
    };
    const fail = (error: ApiError): void => {
      settle();
      chunks.length = 0;
      reject(error);
    };
    const timer = setTimeout(() => fail(tooSlow()), patienceMs);
    const onData = (chunk: Buffer): void => {
      try {
        take(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        fail(error instanceof ApiError ? error : busy());
      }
    };
    const onEnd = (): void => {
      settle();
      resolve(Buffer.concat(chunks));
    };
    const onLoss = (): void => fail(tooSlow());
    stream.on('data', onData).once('end', onEnd).once('error', onLoss).once('close', onLoss);
  });
}

function tooLarge(): ApiError {
  return new ApiError(413, 'too_large', 'The body is too large.', 'No source sends so much.');
}

function tooSlow(): ApiError {
  return new ApiError(408, 'too_slow', 'The body took too long to come.', 'Send it again.');
}

function busy(): ApiError {
  return new ApiError(503, 'busy', 'Too many calls are being taken in.', 'Send it again later.');
}
