import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { SourceError } from '../connector.ts';
import { unreadable, type FoundFile } from './files.ts';

export interface OpenFile {
  /** The content, unpacked where it is gzip. */
  readonly content: AsyncIterable<Buffer>;
  /** Bytes of the file consumed so far. */
  readonly bytesRead: () => number;
  readonly close: () => void;
}

/** Opens a file for one pass with flat memory. Gzip is known by its first bytes. */
export async function openFile(file: FoundFile): Promise<OpenFile> {
  const packed = await isGzip(file);
  const handle = await open(file.path).catch((error: unknown) => {
    throw unreadable(file.name, error);
  });
  const raw = handle.createReadStream({ highWaterMark: 1 << 17 });
  if (!packed) return opened(raw, raw, () => raw.bytesRead, file);
  const gunzip = createGunzip({ chunkSize: 1 << 16 });
  // Its failure also destroys `gunzip`, where the reader of the content meets it.
  pipeline(raw, gunzip).catch(() => undefined);
  return opened(gunzip, raw, () => raw.bytesRead, file);
}

/** Unpacks a gzip file once for nothing: SourceError where it is cut off or damaged. */
export async function verifyGzip(file: FoundFile): Promise<void> {
  if (!(await isGzip(file))) return;
  const { content, close } = await openFile(file);
  try {
    for await (const chunk of content) if (chunk.length === 0) break;
  } finally {
    close();
  }
}

function opened(
  content: Readable,
  raw: Readable,
  bytesRead: () => number,
  file: FoundFile,
): OpenFile {
  return {
    content: explained(content, file),
    bytesRead,
    close: () => {
      content.destroy();
      raw.destroy();
    },
  };
}

async function* explained(content: Readable, file: FoundFile): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of content) yield chunk as Buffer;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (!code.startsWith('Z_')) throw unreadable(file.name, error);
    throw new SourceError(
      `${file.name} is no whole gzip file: ${(error as Error).message}. Nothing was deleted.`,
      {
        retry: true,
        mend: 'Copy the file again; it seems to be cut off or damaged.',
        cause: error,
      },
    );
  }
}

async function isGzip(file: FoundFile): Promise<boolean> {
  try {
    await using handle = await open(file.path);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } catch (error) {
    throw unreadable(file.name, error);
  }
}
