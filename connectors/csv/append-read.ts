import { z } from 'zod';
import type { Cursor, Page, ReadContext, SourceRecord } from '../connector.ts';
import type { CsvConfig } from './config.ts';
import { findFiles } from './files.ts';
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
 * old end; one that changed otherwise is read anew, its records being newer versions.
 */
export async function* readAppend(
  config: CsvConfig,
  cursor: Cursor | undefined,
  context: ReadContext,
): AsyncGenerator<Page> {
  const found = await findFiles(config.path, context.baseDir, context.now());
  let state = startState(cursor, fingerprint(config, context), context.now());
  for (const [index, file] of found.entries()) {
    const before = Object.hasOwn(state.files, file.name) ? state.files[file.name] : undefined;
    const { known, grown } = await identify(file, before, context.signal);
    const same = before?.hash === known.hash;
    if (same && before?.complete) {
      if (known !== before)
        yield withoutRecords((state = advanced(state, known, before.records, true)));
      continue;
    }
    const skip = resumeAt(before, same, grown);
    if (skip === 0) await checkFile(file, config, context);
    const options = { skip, offset: 0, pageSize: PAGE_SIZE };
    for await (const part of readFile(file, config, context, options)) {
      const records = versioned(part.records, state.nextVersion);
      state = advanced(state, known, Math.max(part.count, skip), part.end, records.length);
      const progress = progressOf(found, index, part);
      const { rejects } = part;
      const replaced = part.end && before !== undefined && !(same || grown);
      const warnings = [...(part.warnings ?? []), ...(replaced ? [replacedText(file.name)] : [])];
      yield { records, rejects, cursor: state, progress, warnings };
    }
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

function withoutRecords(cursor: State): Page {
  return { records: [], rejects: [], cursor };
}
