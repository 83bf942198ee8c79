import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ReadContext } from '../connector.ts';
import type { CsvConfig } from './config.ts';
import { verifyGzip } from './bytes.ts';
import { hashFile, isUntouched, type FileState, type FoundFile } from './files.ts';

/** Part of the fingerprint: raise it when the mapping's code gives other facts for the same file. */
const MAPPING_VERSION = 2;

export const knownFileSchema = z.object({
  name: z.string(),
  size: z.int().min(0),
  modified: z.string().regex(/^\d+$/),
  changed: z.string().regex(/^\d+$/),
  inode: z.string(),
  seenAt: z.number(),
  /** SHA-256 of the content. */
  hash: z.string(),
});

export type KnownFile = z.infer<typeof knownFileSchema>;

/** What facts depend on besides the files. Another fingerprint means: read everything anew. */
export function fingerprint(config: CsvConfig, context: ReadContext): string {
  const parts = [MAPPING_VERSION, config, context.timezone, context.currency];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/** A file with its content's hash, a gzip file being checked to its end; one that is surely untouched is not read for it. */
export async function identify(
  file: FoundFile,
  before: KnownFile | undefined,
  signal: AbortSignal,
): Promise<{ known: KnownFile; grown: boolean }> {
  if (before !== undefined && isUntouched(file, before)) return { known: before, grown: false };
  const prefix = before !== undefined && before.size <= file.size ? before.size : 0;
  const [{ whole, start }] = await Promise.all([hashFile(file, prefix, signal), verifyGzip(file)]);
  const known = { ...stateOf(file), hash: whole };
  return { known, grown: before !== undefined && prefix < file.size && start === before.hash };
}

function stateOf({ name, size, modified, changed, inode, seenAt }: FoundFile): FileState {
  return { name, size, modified, changed, inode, seenAt };
}
