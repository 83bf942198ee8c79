import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import type { BiLimits } from './bi-limits.ts';
import { type Failure, failureText } from './failure.ts';

const STALL_MS = 120_000;

type Patience = Pick<BiLimits, 'patienceMs' | 'slowest'>;

/** The answer to one request: rows with back-pressure, and errors before or after the first byte. */
export class Reply {
  readonly #response: ServerResponse;
  readonly #gzip: boolean;
  readonly #version: string;
  readonly #tag = randomBytes(8).toString('hex');
  #out: Writable | undefined;
  #patience: Patience | undefined;
  #written = 0;
  #waited = 0;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    url: URLSearchParams,
    version: string,
  ) {
    this.#response = response;
    this.#version = version;
    this.#gzip =
      /\bgzip\b/.test(request.headers['accept-encoding'] ?? '') &&
      url.get('enable_http_compression') !== '0';
    response.setHeader('X-ClickHouse-Server-Display-Name', 'goalstream');
    response.setHeader('X-ClickHouse-Timezone', 'UTC');
    response.setHeader('X-ClickHouse-Exception-Tag', this.#tag);
  }

  header(name: string, value: string): void {
    this.#response.setHeader(name, value);
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#response.destroyed) throw new Error('the client went away');
    const out = this.#open(200);
    this.#written += bytes.length;
    if (out.write(bytes)) return;
    const from = performance.now();
    await drained(out, this.#response, this.#stallMs());
    this.#waited += performance.now() - from;
  }

  end(): void {
    this.#finish(this.#open(200));
  }

  /** From now on a reader that takes its rows slowly is left: others wait for its place. */
  beImpatient(patience: Patience): void {
    this.#patience = patience;
  }

  #stallMs(): number {
    if (this.#patience === undefined) return STALL_MS;
    const { patienceMs, slowest } = this.#patience;
    return Math.max(0, patienceMs + this.#written / slowest - this.#waited);
  }

  #finish(out: Writable, last?: string): void {
    out.end(last);
    if (this.#patience === undefined) return;
    const timer = setTimeout(() => this.#response.destroy(), this.#stallMs());
    this.#response.once('close', () => clearTimeout(timer));
  }

  fail(failure: Failure): void {
    const text = failureText(failure, this.#version);
    if (this.#response.destroyed) return;
    if (this.#out !== undefined) {
      this.#finish(this.#out, this.#trailer(text));
      return;
    }
    this.header('X-ClickHouse-Exception-Code', String(failure.code));
    if (failure.status === 413) this.header('Connection', 'close');
    this.header('Content-Type', 'text/plain; charset=UTF-8');
    this.#finish(this.#open(failure.status), `${text}\n`);
  }

  #trailer(text: string): string {
    const message = `${text}\n`;
    const size = Buffer.byteLength(message);
    return `\r\n__exception__\r\n${this.#tag}\r\n${message}${size} ${this.#tag}\r\n__exception__\r\n`;
  }

  #open(status: number): Writable {
    if (this.#out !== undefined) return this.#out;
    this.#response.statusCode = status;
    if (!this.#gzip) {
      this.#out = this.#response;
      return this.#out;
    }
    this.header('Content-Encoding', 'gzip');
    const gzip = createGzip({ level: 1, flush: constants.Z_SYNC_FLUSH });
    gzip.on('error', () => this.#response.destroy());
    this.#response.on('close', () => gzip.destroy());
    gzip.pipe(this.#response);
    this.#out = gzip;
    return gzip;
  }
}

/** Waits until the client has read on; rejects when it goes or reads nothing for so long. */
function drained(out: Writable, response: ServerResponse, stallMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error): void => {
      clearTimeout(timer);
      out.off('drain', onDrain);
      response.off('close', onClose);
      if (error === undefined) resolve();
      else reject(error);
    };
    const onDrain = (): void => settle();
    const onClose = (): void => settle(new Error('the client went away'));
    const timer = setTimeout(() => {
      settle(new Error('the client stopped reading'));
      response.destroy();
    }, stallMs);
    out.on('drain', onDrain);
    response.on('close', onClose);
  });
}
