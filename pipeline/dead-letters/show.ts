import type { Letter } from '../../schemas/dead-letters.ts';
import type { Log } from '../log/log.ts';
import { idOf, type LetterIndex } from './letter-index.ts';
import { summaryOf } from './list.ts';
import { newestLetters } from './newest-letters.ts';

/** A letter with all that is kept, by its id; undefined where there is none. */
export async function showLetter(
  log: Log,
  index: LetterIndex,
  id: string,
): Promise<Letter | undefined> {
  await index.update();
  const wanted = index.states.entries().find(([, state]) => idOf(state) === id);
  if (wanted === undefined) return undefined;
  for await (const [found] of newestLetters(log, index, new Map([wanted]))) {
    if (found === undefined) continue;
    const { raw, record } = found.letter;
    return {
      ...summaryOf(found),
      ...(raw === undefined ? {} : { raw }),
      ...(record === undefined ? {} : { record }),
    };
  }
  return undefined;
}
