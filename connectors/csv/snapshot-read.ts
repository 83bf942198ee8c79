import { z } from 'zod';
import type { Cursor, Page, ReadContext } from '../connector.ts';
import type { CsvConfig } from './config.ts';
import { findFiles, isUntouched, type FoundFile } from './files.ts';
import { fingerprint, identify, knownFileSchema, type KnownFile } from './identity.ts';
import { PAGE_SIZE, progressOf } from './pages.ts';
import { checkFile, readFile } from './read-file.ts';

const cursorSchema = z.object({
  mode: z.literal('snapshot'),
  fingerprint: z.string(),
  generation: z.int().min(0),
  files: z.array(knownFileSchema),
  /** Where the reading stands: file, records of it, records of the whole set. */
  file: z.int().min(0),
  record: z.int().min(0),
  position: z.int().min(0),
  done: z.boolean(),
});
type State = z.infer<typeof cursorSchema>;

/** Reads the files as one complete set. Any change of any of them starts a new generation. */
export async function* readSnapshot(
  config: CsvConfig,
  cursor: Cursor | undefined,
  context: ReadContext,
): AsyncGenerator<Page> {
  const before = cursorSchema.safeParse(cursor).data;
  const files = await findFiles(config.path, context.baseDir, context.now());
  const print = fingerprint(config, context);
  const comparable = before?.fingerprint === print ? before : undefined;
  if (comparable?.done && untouched(files, comparable.files)) return;
  for (const file of files) await checkFile(file, config, context);
  const known = await identifyAll(files, comparable?.files ?? [], context.signal);
  const start =
    comparable && sameContent(known, comparable.files)
      ? { ...comparable, files: known }
      : fresh(print, known, Math.max((before?.generation ?? -1) + 1, context.now()));
  yield { records: [], rejects: [], cursor: start, barrier: true };
  if (!start.done) yield* pages(files, config, context, start);
}

async function* pages(
  files: readonly FoundFile[],
  config: CsvConfig,
  context: ReadContext,
  start: State,
): AsyncGenerator<Page> {
  let state = start;
  for (const [index, file] of files.entries()) {
    if (index < state.file) continue;
    const skip = index === state.file ? state.record : 0;
    const offset = state.position - skip;
    const options = { skip, offset, pageSize: PAGE_SIZE };
    for await (const part of readFile(file, config, context, options)) {
      const { records, rejects, warnings, end } = part;
      const last = end && index === files.length - 1;
      state = {
        ...state,
        file: end ? index + 1 : index,
        record: end ? 0 : part.count,
        position: offset + Math.max(part.count, skip),
        done: last,
      };
      const snapshot = { scope: 'files', generation: state.generation, last };
      const progress = progressOf(files, index, part);
      yield { records, rejects, cursor: state, snapshot, progress, warnings };
    }
  }
}

function fresh(print: string, files: KnownFile[], generation: number): State {
  const nowhere = { file: 0, record: 0, position: 0, done: false };
  return { mode: 'snapshot', fingerprint: print, generation, files, ...nowhere };
}

async function identifyAll(
  files: readonly FoundFile[],
  before: readonly KnownFile[],
  signal: AbortSignal,
): Promise<KnownFile[]> {
  const byName = new Map(before.map((file) => [file.name, file]));
  const known: KnownFile[] = [];
  for (const file of files) known.push((await identify(file, byName.get(file.name), signal)).known);
  return known;
}

function untouched(files: readonly FoundFile[], before: readonly KnownFile[]): boolean {
  return files.length === before.length && files.every((file, n) => isUntouched(file, before[n]));
}

function sameContent(files: readonly KnownFile[], before: readonly KnownFile[]): boolean {
  return (
    files.length === before.length &&
    files.every(({ name, hash }, n) => name === before[n]?.name && hash === before[n].hash)
  );
}
