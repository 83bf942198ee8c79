import { createWriteStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { randomUUID } from 'node:crypto';
import { Failure } from './failure.ts';

/** The longest statement, and the longest head of an INSERT, in bytes. */
export const MAX_STATEMENT_BYTES = 1_048_576;
/** The most rows' bytes of one INSERT, unpacked. */
export const MAX_INSERT_BYTES = 8 * 1024 ** 3;

/** Rows' bytes kept in memory, so that few writes take many of the network's small pieces. */
const SPILL_BUFFER_BYTES = 1_048_576;

const IDLE_MS = 60_000;

/** The body, unpacked, ended with an error when the client goes or falls silent for a minute. */
export function openBody(request: IncomingMessage): Readable {
  request.setTimeout(IDLE_MS, () => request.destroy(new Error('the body stalled')));
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return request;
  if (encoding !== 'gzip') {
    throw new Failure(
      48,
      'NOT_IMPLEMENTED',
      `Content-Encoding ${encoding} is not supported: send gzip or none`,
      415,
    );
  }
  const gunzip = createGunzip();
  request.on('error', (error) => gunzip.destroy(error));
  request.on('close', () => {
    if (!request.complete) gunzip.destroy(new Error('the client went away'));
  });
  return request.pipe(gunzip);
}

export interface Head {
  readonly bytes: Buffer;
  /** True if the body ended within the head. */
  readonly ended: boolean;
}

/** Reads until the body ends or the limit is passed. The rest stays in the stream. */
export async function readHead(body: Readable): Promise<Head> {
  const chunks: Buffer[] = [];
  let size = 0;
  const parts: AsyncIterable<Buffer> = body.iterator({ destroyOnReturn: false });
  for await (const chunk of parts) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_STATEMENT_BYTES) return { bytes: Buffer.concat(chunks), ended: false };
  }
  return { bytes: Buffer.concat(chunks), ended: true };
}

/** Writes rows to a new file in the directory, with flat memory. Gives its path. */
export async function spill(
  dir: string,
  first: Buffer,
  rest: Readable | undefined,
): Promise<string> {
  const path = join(dir, randomUUID());
  const file = createWriteStream(path, {
    mode: 0o600,
    flags: 'wx',
    highWaterMark: SPILL_BUFFER_BYTES,
  });
  const source = rest ?? [];
  await pipeline(source, limited(first), file);
  return path;
}

function limited(first: Buffer): Transform {
  let size = first.length;
  const transform = new Transform({
    highWaterMark: SPILL_BUFFER_BYTES,
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > MAX_INSERT_BYTES) done(tooLarge());
      else done(null, chunk);
    },
  });
  if (first.length > 0) transform.push(first);
  return transform;
}

export function tooLarge(): Failure {
  return new Failure(307, 'TOO_MANY_BYTES', 'The request body is too large: split it', 413);
}
