import type { DeadLetter } from '../../schemas/log-messages.ts';
import type { Log, StoredRecord } from '../log/log.ts';
import { readEntry } from './entry.ts';
import { DEAD_LETTERS, type LetterIndex, type LetterState } from './letter-index.ts';

export interface FoundLetter {
  readonly key: string;
  readonly state: LetterState;
  readonly letter: DeadLetter;
}

/** The newest letters of some places, whole, oldest first, chunk by chunk. */
export async function* newestLetters(
  log: Log,
  index: LetterIndex,
  chosen: ReadonlyMap<string, LetterState>,
): AsyncGenerator<readonly FoundLetter[]> {
  const left = new Map(chosen);
  yield* readThem(log, left);
  if (left.size === 0) return;
  // A rewrite may have moved them before they were read.
  await index.update();
  yield* readThem(log, left);
}

/** Takes those that it finds out of the map. */
async function* readThem(
  log: Log,
  left: Map<string, LetterState>,
): AsyncGenerator<readonly FoundLetter[]> {
  for (const [partition, { from, to }] of spans(left)) {
    const range = { partition, fromOffset: from, toOffset: to };
    for await (const records of log.read(DEAD_LETTERS, range)) {
      const found = records.flatMap((record) => pick(left, record));
      for (const { key } of found) left.delete(key);
      if (found.length > 0) yield found;
    }
  }
}

function pick(chosen: ReadonlyMap<string, LetterState>, record: StoredRecord): FoundLetter[] {
  const state = chosen.get(record.key);
  if (state === undefined || state.newest !== record.offset) return [];
  const entry = readEntry(record);
  return entry?.kind === 'letter' ? [{ key: record.key, state, letter: entry.letter }] : [];
}

/** Between which offsets the letters are, the last excluded, by partition. */
function spans(
  chosen: ReadonlyMap<string, LetterState>,
): Map<number, { from: number; to: number }> {
  const found = new Map<number, { from: number; to: number }>();
  for (const { partition, newest } of chosen.values()) {
    const span = found.get(partition) ?? { from: newest, to: newest + 1 };
    span.from = Math.min(span.from, newest);
    span.to = Math.max(span.to, newest + 1);
    found.set(partition, span);
  }
  return found;
}
