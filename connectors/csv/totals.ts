import type { DayTotals, ReadContext } from '../connector.ts';
import { DaySums } from '../day-totals.ts';
import type { CsvConfig } from './config.ts';
import { findFiles } from './files.ts';
import { Overlaps } from './overlaps.ts';
import { PAGE_SIZE } from './pages.ts';
import { readFile } from './read-file.ts';

/**
 * The files as they are now, added up in one pass, what several have once. Of files that append only the log knows what
 * they once had, and which line of an id is the newest.
 */
export function csvTotals(
  config: CsvConfig,
  context: ReadContext,
): AsyncIterable<DayTotals> | { readonly reason: string } {
  if (config.mode === 'snapshot') return snapshotTotals(config, context);
  return { reason: 'files that append do not say what stands: what left them stays counted' };
}

async function* snapshotTotals(config: CsvConfig, context: ReadContext): AsyncGenerator<DayTotals> {
  const sums = new DaySums(config.fact);
  const files = await findFiles(config.path, context.baseDir, context.now());
  const overlaps = files.length > 1 ? new Overlaps() : undefined;
  try {
    for (const [number, file] of files.toReversed().entries()) {
      const options = { skip: 0, offset: 0, pageSize: PAGE_SIZE };
      for await (const { records } of readFile(file, config, context, options)) {
        context.signal.throwIfAborted();
        for (const { fact } of records) {
          if (fact.deleted === true || overlaps?.isNew(fact.id, number) === false) continue;
          sums.add(fact);
        }
      }
    }
  } finally {
    overlaps?.close();
  }
  yield* sums;
}
