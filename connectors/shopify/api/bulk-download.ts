import type { FileHandle } from 'node:fs/promises';
import { SourceError } from '../../connector.ts';
import { outgoing } from '../../http/outgoing.ts';
import { refusalIn } from '../../http/outgoing-refused.ts';
import { retryAfterMs } from './answer.ts';
import { Patience } from './attempts.ts';
import { BulkError } from './bulk-error.ts';
import type { BulkResult } from './bulk-run.ts';
import { reachOf } from './reach.ts';
import { causeOf, mayPass } from './refusals.ts';
import type { ShopifyApi } from './shopify-api.ts';

/** A download that got on by so many bytes is given all its attempts again. */
const PROGRESS_BYTES = 2 ** 20;

/** How far a download came: the bytes in the file from its start, and of how many. */
interface Part {
  bytes: number;
  total: number | undefined;
  /** Why it went no further. */
  failure?: string;
  /** ms that the server asks to wait. */
  afterMs?: number | undefined;
  /** No other attempt can help. */
  refused?: boolean;
}

/**
 * Downloads a result into a file, going on where a connection was cut. Resolves once it is whole: as
 * long as the operation and the server say.
 * @throws BulkError, SourceError where the disk doesn't take it
 */
export async function download(
  api: ShopifyApi,
  { url, bytes: expected }: BulkResult,
  file: FileHandle,
  signal: AbortSignal,
): Promise<void> {
  if (url === undefined) return;
  const { shop } = api.config;
  mustBeSafe(api, url);
  let patience = new Patience(api.limits);
  for (let have = 0; ;) {
    const part = await fetchFrom(api, url, have, file, signal);
    signal.throwIfAborted();
    const whole = expected ?? part.total;
    if (part.failure === undefined && (whole === undefined || part.bytes === whole)) return;
    if (part.bytes - have > PROGRESS_BYTES) patience = new Patience(api.limits);
    have = whole !== undefined && part.bytes >= whole ? 0 : part.bytes;
    if (part.refused !== true && (await patience.another(part.afterMs, signal))) continue;
    const why = part.failure ?? `it has ${part.bytes} bytes instead of ${whole}`;
    throw new BulkError(shop, 'INCOMPLETE', `has a result that can't be fetched whole: ${why}`);
  }
}

/** A stand-in has its results itself; elsewhere they are at any host that Shopify names. */
function mustBeSafe({ config: { shop, endpoint } }: ShopifyApi, url: string): void {
  const { protocol, origin } = URL.parse(url) ?? {};
  if (protocol === 'https:') return;
  if (endpoint !== undefined && origin === new URL(endpoint).origin) return;
  throw new BulkError(shop, 'INCOMPLETE', 'has its result at an address that is not https');
}

/** One attempt for all that the file doesn't have yet. */
async function fetchFrom(
  api: ShopifyApi,
  url: string,
  have: number,
  file: FileHandle,
  signal: AbortSignal,
): Promise<Part> {
  const idle = new AbortController();
  const timer = setTimeout(() => idle.abort(), api.config.timeLimit * 1_000);
  const part: Part = { bytes: have, total: undefined };
  try {
    const options = {
      headers: { 'accept-encoding': 'identity', ...(have > 0 && { range: `bytes=${have}-` }) },
      signal: AbortSignal.any([idle.signal, signal]),
    };
    const response = await outgoing(url, options, reachOf(api.config, url));
    if (!begun(response, part, api.context.now())) {
      await response.body?.cancel();
      return part;
    }
    for await (const chunk of response.body ?? []) {
      timer.refresh();
      await writeAll(file, chunk, part.bytes);
      part.bytes += chunk.length;
    }
    await file.truncate(part.bytes);
  } catch (error) {
    if (error instanceof SourceError) throw error;
    part.failure = idle.signal.aborted ? 'nothing came for too long' : causeOf(error);
    part.refused = refusalIn(error) !== undefined;
  } finally {
    clearTimeout(timer);
  }
  return part;
}

/** Reads an answer's head. False: nothing of its body is of use. */
function begun({ status, headers }: Response, part: Part, now: number): boolean {
  if (status !== 200 && status !== 206) {
    part.failure = `its server answered ${status}`;
    part.afterMs = retryAfterMs(headers, now);
    part.refused = status !== 416 && !mayPass(status);
    if (status === 416) part.bytes = 0;
    return false;
  }
  const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get('content-range') ?? '');
  const start = status === 200 ? 0 : Number(range?.[1] ?? Number.NaN);
  if (!(start <= part.bytes)) {
    part.bytes = 0;
    part.failure = 'its server went on elsewhere than it was asked to';
    return false;
  }
  const length = headers.get('content-encoding') === null ? headers.get('content-length') : null;
  if (range?.[2] !== undefined) part.total = Number(range[2]);
  else if (length !== null && status === 200) part.total = Number(length);
  part.bytes = start;
  return true;
}

async function writeAll(file: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  try {
    for (let done = 0; done < chunk.length;) {
      const rest = chunk.length - done;
      done += (await file.write(chunk, done, rest, position + done)).bytesWritten;
    }
  } catch (error) {
    throw diskTrouble(error);
  }
}

/** The result of a bulk operation can't be kept for a while. */
export function diskTrouble(error: unknown): SourceError {
  return new SourceError(`a bulk result can't be kept on disk: ${causeOf(error)}`, {
    retry: true,
    mend: 'Make room where temporary files are kept (TMPDIR says where); the next sync tries again.',
    cause: error,
  });
}
