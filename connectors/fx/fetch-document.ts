import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SourceError, type ReadContext } from '../connector.ts';
import { shownUrl } from '../http/config.ts';
import { outgoing } from '../http/outgoing.ts';
import { OutgoingRefused } from '../http/outgoing-refused.ts';
import type { FxConfig } from './config.ts';

/** The whole history is some 7 MB. */
const MAX_BYTES = 64 * 2 ** 20;
const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 200;

/**
 * The document's text, from its file or address. Addresses are asked three times at most where
 * another attempt can help.
 * @throws SourceError
 */
export async function fetchDocument(
  config: FxConfig,
  context: Pick<ReadContext, 'baseDir' | 'signal'>,
): Promise<string> {
  if (config.file !== undefined) return readLocal(config.file, context.baseDir);
  for (let attempt = 1; ; attempt++) {
    try {
      return await download(config, context.signal);
    } catch (error) {
      context.signal.throwIfAborted();
      if (!(error instanceof SourceError) || !error.retry || attempt === ATTEMPTS) throw error;
      await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1), undefined, { signal: context.signal });
    }
  }
}

async function readLocal(name: string, baseDir: string): Promise<string> {
  const path = resolve(baseDir, name);
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES) throw tooLarge(name);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof SourceError) throw error;
    throw new SourceError(`${name} can't be read: ${(error as Error).message}`, {
      retry: true,
      mend: 'Correct `file` of the connection, or put the file there.',
      cause: error,
    });
  }
}

async function download(
  { url: address = '', timeLimit: seconds, allowPrivate }: FxConfig,
  signal: AbortSignal,
): Promise<string> {
  const url = shownUrl(address);
  const limit = AbortSignal.timeout(seconds * 1_000);
  try {
    const reach = { allowPrivate, follow: true };
    const response = await outgoing(address, { signal: AbortSignal.any([limit, signal]) }, reach);
    if (!response.ok) throw refusal(url, response.status);
    return await bodyOf(response, url);
  } catch (error) {
    if (error instanceof SourceError) throw error;
    if (error instanceof OutgoingRefused) {
      const { message, mend } = error;
      throw new SourceError(`${url} ${message}`, { retry: false, mend, cause: error });
    }
    const reason = limit.aborted
      ? `did not answer within ${seconds} s`
      : `can't be read: ${causeOf(error)}`;
    throw new SourceError(`${url} ${reason}`, {
      retry: true,
      mend: 'Check `url` of the connection and the network; the next sync tries again.',
      cause: error,
    });
  }
}

async function bodyOf(response: Response, url: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_BYTES) throw tooLarge(url);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function refusal(url: string, status: number): SourceError {
  const retry = status >= 500 || status === 429 || status === 408;
  return new SourceError(`${url} answered ${status}`, {
    retry,
    mend: retry
      ? 'Its server has trouble; the next sync tries again.'
      : 'Correct `url` of the connection.',
  });
}

function tooLarge(name: string): SourceError {
  return new SourceError(`${name} is larger than ${MAX_BYTES / 2 ** 20} MiB`, {
    retry: false,
    mend: 'Name a document of the ECB’s reference rates; the whole history is some 7 MB.',
  });
}

/** Without words of another host, such as a certificate's: the system's own, or the kind of failure. */
function causeOf(error: unknown): string {
  const { message, cause } = error as Error;
  if (!(cause instanceof Error)) return message;
  const { syscall, code } = cause as NodeJS.ErrnoException;
  return syscall !== undefined && cause.message !== '' ? cause.message : (code ?? message);
}
