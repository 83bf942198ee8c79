import { factTopic, type FactType } from '../../schemas/facts.ts';
import { DEAD_LETTERS } from '../dead-letters/letter-index.ts';
import type { Log, Rewrite, StoredRecord } from '../log/log.ts';
import { renamedFact, renamedLetter, type Renaming } from './renaming.ts';

/** The types of fact that carry a customer. */
export const PERSONAL_TYPES = ['sale', 'feedback'] as const satisfies readonly FactType[];

/** How many records of the log have other values now. */
export interface RenamedRecords {
  readonly records: number;
  readonly letters: number;
}

/** Renames in every record that the log holds, read already or not. Doing it again changes nothing. */
export async function renameInLog(log: Log, renaming: Renaming): Promise<RenamedRecords> {
  let records = 0;
  for (const type of PERSONAL_TYPES) {
    records += await rename(log, factTopic(type), (record) => renamedFact(renaming, record));
  }
  const letters = await rename(log, DEAD_LETTERS, (record) => renamedLetter(renaming, record));
  return { records, letters };
}

async function rename(
  log: Log,
  topic: string,
  renamed: (record: StoredRecord) => string | undefined,
): Promise<number> {
  if (log.rewrite === undefined) return 0;
  let count = 0;
  for await (const records of log.read(topic)) {
    const changes = records.flatMap((record): Rewrite[] => {
      const value = renamed(record);
      return value === undefined
        ? []
        : [{ partition: record.partition, offset: record.offset, value }];
    });
    if (changes.length > 0) await log.rewrite(topic, changes);
    count += changes.length;
  }
  return count;
}
