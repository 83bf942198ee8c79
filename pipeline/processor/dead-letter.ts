import { DEAD_LETTER_SCHEMA_VERSION, type DeadLetter } from '../../schemas/log-messages.ts';
import { redact } from '../redaction.ts';
import { firstOffsetOf, type LogRecord, type StoredRecord } from '../log/log.ts';

const HEADERS = { schema: DEAD_LETTER_SCHEMA_VERSION };

/** A message that could not be read, whole, so that it can be replayed. `at` in ms since the epoch. */
export function deadLetter(
  topic: string,
  record: StoredRecord,
  reason: string,
  at: number,
): DeadLetter {
  const { partition, key, value, headers } = record;
  const offset = firstOffsetOf(record);
  const original = { topic, partition, offset, key, value };
  return {
    stage: 'attribute',
    reason,
    place: `${topic}/${partition}@${offset}`,
    record: headers === undefined ? original : { ...original, headers },
    at,
  };
}

/** The letter as a record of topic `dead-letters`. What it keeps to be replayed stays as it was. */
export function letterRecord(letter: DeadLetter): LogRecord {
  const told = { ...letter, reason: redact(letter.reason) };
  return { key: letter.place, value: JSON.stringify(told), headers: HEADERS };
}
