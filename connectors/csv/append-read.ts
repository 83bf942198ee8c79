import { z } from 'zod';
import {
  SourceError,
  type Cursor,
  type Page,
  type ReadContext,
  type SourceRecord,
} from '../connector.ts';
import type { CsvConfig } from './config.ts';
import { findFiles, type FoundFile } from './files.ts';
import { fingerprint, identify, knownFileSchema, type KnownFile } from './identity.ts';
import { PAGE_SIZE, progressOf } from './pages.ts';
import { checkFile, readFile } from './read-file.ts';

const cursorSchema = z.object({
  mode: z.literal('append'),
  fingerprint: z.string(),
  /** The version the next record gets: a later line with the same id replaces an earlier one. */
  nextVersion: z.int().min(0),
  files: z.record(
    z.string(),
    knownFileSchema.extend({ records: z.int().min(0), complete: z.boolean() }),
  ),
});
type State = z.infer<typeof cursorSchema>;
type ReadState = State['files'][string];

/**
 * Reads files as additions. A file that was read is not read again; one that grew is read from its
 * old end; one that changed otherwise is read anew, its records being newer versions. One that can't
 * be read leaves the others as they are: it is named at the end, and tried again at the next reading.
 * @throws SourceError at the end, where files could not be read.
 */
export async function* readAppend(
  config: CsvConfig,
  cursor: Cursor | undefined,
  context: ReadContext,
): AsyncGenerator<Page> {
  const found = await findFiles(config.path, context.baseDir, context.now());
  let state = startState(cursor, fingerprint(config, context), context.now());
  const failed: SourceError[] = [];
  for (const index of found.keys()) {
    try {
      for await (const page of readOne(config, context, found, index, state)) {
        state = page.cursor;
        yield page;
      }
    } catch (error) {
      if (!(error instanceof SourceError) || context.signal.aborted) throw error;
      failed.push(error);
    }
  }
  const [first] = failed;
  if (first !== undefined) throw found.length === 1 ? first : together(first, failed, found.length);
}

/** What could not be read, of several files. */
function together(first: SourceError, failed: readonly SourceError[], count: number): SourceError {
  const told = failed.map(({ message }) => message.replace(/\.? Nothing was deleted\.$/, ''));
  return new SourceError(
    `${failed.length} of ${count} files could not be read, the others were: ${told.join('; ')}`,
    { retry: failed.some(({ retry }) => retry), mend: first.mend, cause: first },
  );
}

async function* readOne(
  config: CsvConfig,
  context: ReadContext,
  found: readonly FoundFile[],
  index: number,
  before: State,
): AsyncGenerator<Page & { readonly cursor: State }> {
  const file = found[index];
  if (file === undefined) return;
  let state = before;
  const past = Object.hasOwn(state.files, file.name) ? state.files[file.name] : undefined;
  const { known, grown } = await identify(file, past, context.signal);
  const same = past?.hash === known.hash;
  if (same && past?.complete) {
    if (known !== past) yield withoutRecords(advanced(state, known, past.records, true));
    return;
  }
  const skip = resumeAt(past, same, grown);
  if (skip === 0) await checkFile(file, config, context);
  const options = { skip, offset: 0, pageSize: PAGE_SIZE };
  for await (const part of readFile(file, config, context, options)) {
    const records = versioned(part.records, state.nextVersion);
    state = advanced(state, known, Math.max(part.count, skip), part.end, records.length);
    const progress = progressOf(found, index, part);
    const { rejects } = part;
    const replaced = part.end && past !== undefined && !(same || grown);
    const warnings = [...(part.warnings ?? []), ...(replaced ? [replacedText(file.name)] : [])];
    yield { records, rejects, cursor: state, progress, warnings };
  }
}

/** Of a file with another beginning: what it had is not told to be gone. */
function replacedText(name: string): string {
  return `${name} does not begin as it did when it was read: its records are taken for newer ones of the same ids, and what left it stays counted (mode: snapshot deletes it)`;
}

/**
 * The last record of a file that grew is read once more: it may have been half written. Where it
 * was not, it is the same fact in a newer version.
 */
function resumeAt(before: ReadState | undefined, same: boolean, grown: boolean): number {
  if (before === undefined || !(same || grown)) return 0;
  return same ? before.records : Math.max(0, before.records - 1);
}

function startState(cursor: Cursor | undefined, print: string, now: number): State {
  const before = cursorSchema.safeParse(cursor).data;
  const files = before?.fingerprint === print ? before.files : {};
  const nextVersion = Math.max(before?.nextVersion ?? 0, now);
  return { mode: 'append', fingerprint: print, nextVersion, files };
}

function advanced(
  state: State,
  file: KnownFile,
  records: number,
  complete: boolean,
  used = 0,
): State {
  const { name, size, modified, changed, inode, seenAt, hash } = file;
  const entry = { name, size, modified, changed, inode, seenAt, hash, records, complete };
  const files = { ...state.files, [name]: entry };
  return { ...state, nextVersion: state.nextVersion + used, files };
}

function versioned(records: readonly SourceRecord[], first: number): SourceRecord[] {
  return records.map(({ fact, place }, n) => ({
    fact: { ...fact, version: first + n },
    ...(place !== undefined && { place }),
  }));
}

function withoutRecords(cursor: State): Page & { readonly cursor: State } {
  return { records: [], rejects: [], cursor };
}
