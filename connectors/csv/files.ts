import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { glob, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { SourceError } from '../connector.ts';

/** A file as the file system describes it. It is kept in cursors. */
export interface FileState {
  /** Relative to the project's folder, with forward slashes. */
  readonly name: string;
  readonly size: number;
  /** Nanoseconds since the epoch, as text. */
  readonly modified: string;
  readonly changed: string;
  readonly inode: string;
  /** When this was looked up, ms since the epoch. */
  readonly seenAt: number;
}

export interface FoundFile extends FileState {
  readonly path: string;
}

const GLOB = /[*?[{]/;
/** File systems may give two writes within this time the same time stamp. */
const TIME_STAMP_DOUBT_MS = 2_000;

/** Finds the configured files in the order of their names. None at all is a SourceError. */
export async function findFiles(
  pattern: string,
  baseDir: string,
  now: number,
): Promise<readonly FoundFile[]> {
  const found: FoundFile[] = [];
  for (const path of await matches(pattern, baseDir)) {
    const file = await describe(path, baseDir, now);
    if (file !== undefined) found.push(file);
  }
  if (found.length > 0) return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  throw new SourceError(`no file matches ${pattern} (looked in ${baseDir})`, {
    retry: false,
    mend: 'Correct `path` of the connection, or put the file there.',
  });
}

/** True where a file is surely as it was, without reading it. */
export function isUntouched(file: FileState, before: FileState | undefined): boolean {
  if (before === undefined) return false;
  const same = (['name', 'size', 'modified', 'changed', 'inode'] as const).every(
    (key) => file[key] === before[key],
  );
  const touchedMs = Number(BigInt(before.changed) / 1_000_000n);
  return same && before.seenAt - touchedMs > TIME_STAMP_DOUBT_MS;
}

/** SHA-256 (hex) of a file; `start` is that of its first `prefix` bytes. */
export async function hashFile(
  file: FoundFile,
  prefix: number,
  signal: AbortSignal,
): Promise<{ whole: string; start: string }> {
  const hash = createHash('sha256');
  let start = prefix === 0 ? hash.copy().digest('hex') : '';
  let seen = 0;
  try {
    for await (const chunk of createReadStream(file.path, { signal, highWaterMark: 1 << 18 })) {
      const bytes = chunk as Buffer;
      const cut = prefix - seen;
      if (cut > 0 && cut <= bytes.length) {
        start = hash.copy().update(bytes.subarray(0, cut)).digest('hex');
      }
      hash.update(bytes);
      seen += bytes.length;
    }
  } catch (error) {
    throw signal.aborted ? error : unreadable(file.name, error);
  }
  return { whole: hash.digest('hex'), start };
}

/** Throws SourceError where a file was written to since it was found. */
export async function ensureUnchanged(file: FoundFile): Promise<void> {
  const now = await stat(file.path, { bigint: true }).catch(() => undefined);
  if (now && Number(now.size) === file.size && String(now.mtimeNs) === file.modified) return;
  throw new SourceError(`${file.name} changed while it was read. Nothing was deleted.`, {
    retry: true,
    mend: 'Sync again once it is written; better: write to another name and rename it.',
  });
}

/** The error of a file that can't be opened or read. */
export function unreadable(name: string, cause: unknown): SourceError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SourceError(`${name} can't be read: ${reason}`, {
    retry: true,
    mend: 'Check that the file is there and that goalstream may read it.',
    cause,
  });
}

async function matches(pattern: string, baseDir: string): Promise<readonly string[]> {
  const literal = resolve(baseDir, pattern);
  if (!GLOB.test(pattern) || (await stat(literal).catch(() => undefined))?.isFile()) {
    return [literal];
  }
  const found: string[] = [];
  for await (const path of glob(pattern, { cwd: baseDir })) found.push(resolve(baseDir, path));
  return found;
}

async function describe(
  path: string,
  baseDir: string,
  now: number,
): Promise<FoundFile | undefined> {
  let info;
  try {
    info = await stat(path, { bigint: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unreadable(path, error);
  }
  if (!info.isFile()) return undefined;
  const name = relative(baseDir, path).split(sep).join('/');
  return {
    path,
    name: isAbsolute(name) ? path : name,
    size: Number(info.size),
    modified: String(info.mtimeNs),
    changed: String(info.ctimeNs > info.mtimeNs ? info.ctimeNs : info.mtimeNs),
    inode: String(info.ino),
    seenAt: now,
  };
}
