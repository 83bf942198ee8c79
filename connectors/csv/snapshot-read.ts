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
  /** Whether the files were read to their end. */
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
  let position = 0;
  for (const [index, file] of files.entries()) {
    const from = position;
    const part = { name: file.name, from: from + 1 };
    const options = { skip: 0, offset: from, pageSize: PAGE_SIZE };
    for await (const read of readFile(file, config, context, options)) {
      const { records, rejects, warnings, end, count } = read;
      const last = end && index === files.length - 1;
      position = from + count;
      const snapshot = { scope: 'files', generation: start.generation, last, part };
      const progress = progressOf(files, index, read);
      const cursor = { ...start, done: last };
      yield { records, rejects, cursor, snapshot, progress, warnings };
    }
  }
}

function fresh(print: string, files: KnownFile[], generation: number): State {
  return { mode: 'snapshot', fingerprint: print, generation, files, done: false };
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
