import type {
  LetterFilter,
  LetterReplay,
  LetterReplayRequest,
} from '../../schemas/dead-letters.ts';
import type { Log, LogRecord } from '../log/log.ts';
import { BadSelectionError } from '../replay/bad-selection.ts';
import { resolutionRecord } from './entry.ts';
import { DEAD_LETTERS, idOf, type LetterIndex, type LetterState } from './letter-index.ts';
import { matches } from './list.ts';
import { newestLetters, type FoundLetter } from './newest-letters.ts';
import { replayable } from './replayable.ts';

/** Refusals told one by one. */
const MAX_REFUSALS = 20;

/**
 * Appends the messages of open letters to their topics again, as they were, and then says so in the
 * topic of the letters. Doing it again changes nothing: facts carry versions. A message that fails
 * again becomes a new letter.
 * @throws BadSelectionError where an id is of no letter; nothing is replayed then.
 */
export async function replayLetters(
  log: Log,
  index: LetterIndex,
  request: LetterReplayRequest,
  now: () => number,
): Promise<LetterReplay> {
  await index.update();
  const chosen = 'ids' in request ? byIds(index, request.ids) : open(index, request.filter);
  const already = [...chosen].filter(([, { replayedAt }]) => replayedAt !== undefined);
  for (const [key] of already) chosen.delete(key);
  const result: LetterReplay = { replayed: 0, already: already.length, refused: 0, refusals: [] };
  for await (const letters of newestLetters(log, index, chosen)) {
    await replayChunk(log, letters, result, now());
  }
  await index.update();
  return result;
}

function open(index: LetterIndex, filter: LetterFilter): Map<string, LetterState> {
  const chosen = new Map<string, LetterState>();
  for (const [key, state] of index.states) {
    if (state.replayedAt === undefined && matches(filter, state)) chosen.set(key, state);
  }
  return chosen;
}

/** The letters of some ids. @throws BadSelectionError naming those that there are not. */
export function byIds(index: LetterIndex, ids: readonly string[]): Map<string, LetterState> {
  const missing = new Set(ids);
  const chosen = new Map<string, LetterState>();
  for (const [key, state] of index.states) {
    if (missing.delete(idOf(state))) chosen.set(key, state);
  }
  if (missing.size === 0) return chosen;
  throw new BadSelectionError(
    `there is no dead letter ${[...missing].join(', ')}`,
    'goalstream dead-letters list --all shows their ids.',
  );
}

async function replayChunk(
  log: Log,
  letters: readonly FoundLetter[],
  result: LetterReplay,
  at: number,
): Promise<void> {
  const messages = new Map<string, LogRecord[]>();
  const resolutions: LogRecord[] = [];
  for (const { key, state, letter } of letters) {
    const record = replayable(letter);
    if ('mend' in record) {
      result.refused += 1;
      if (result.refusals.length < MAX_REFUSALS) {
        result.refusals.push({ id: idOf(state), ...record });
      }
      continue;
    }
    const { topic, partition: _, offset: __, ...message } = record;
    const others = messages.get(topic) ?? [];
    others.push(message);
    messages.set(topic, others);
    resolutions.push(resolutionRecord(key, { resolves: idOf(state), at }));
  }
  for (const [topic, records] of messages) await log.append(topic, records);
  if (resolutions.length > 0) await log.append(DEAD_LETTERS, resolutions);
  result.replayed += resolutions.length;
}
