import { factTopic } from '../../schemas/facts.ts';
import { DEAD_LETTERS } from '../dead-letters/letter-index.ts';
import type { Change, Log } from '../log/log.ts';
import { PERSONAL_TYPES } from './personal.ts';
import { renamedFact, renamedLetter, type Renaming } from './renaming.ts';

/**
 * Renames in every fact that the log holds, read already or not. Doing it again changes nothing.
 * Resolves to how many records have other values now.
 * @param mine throws where it is another's turn meanwhile.
 */
export async function renameFacts(log: Log, renaming: Renaming, mine: () => void): Promise<number> {
  let records = 0;
  for (const type of PERSONAL_TYPES) {
    records += await log.rewrite(
      factTopic(type),
      inTime(mine, (record) => renamedFact(renaming, record)),
    );
  }
  return records;
}

/** The same for dead letters. */
export function renameLetters(log: Log, renaming: Renaming, mine: () => void): Promise<number> {
  return log.rewrite(
    DEAD_LETTERS,
    inTime(mine, (record) => renamedLetter(renaming, record)),
  );
}

function inTime(mine: () => void, change: Change): Change {
  return (record) => {
    mine();
    return change(record);
  };
}
