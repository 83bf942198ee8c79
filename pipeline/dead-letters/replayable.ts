import type { DeadLetter, OriginalRecord } from '../../schemas/log-messages.ts';
import { FACT_TOPICS } from '../topics.ts';

/** Why a letter can't be replayed, and what to do instead. */
export interface Refusal {
  readonly reason: string;
  readonly mend: string;
}

/** True where the letter's message is kept whole and belongs to a topic of facts. */
export function isReplayable(letter: DeadLetter): boolean {
  return 'topic' in replayable(letter);
}

/** The message to append again, or why there is none. */
export function replayable(letter: DeadLetter): OriginalRecord | Refusal {
  const { stage, record, place } = letter;
  if (stage === 'sync') {
    return {
      reason: `${place} never became a message: it was refused while it was pulled`,
      mend: `correct it at its source, then goalstream sync${letter.connection === undefined ? '' : ` --connection ${letter.connection}`}.`,
    };
  }
  if (record === undefined) return keptInPart(place);
  if (FACT_TOPICS.includes(record.topic)) return record;
  return {
    reason: `${record.topic} is no topic of facts`,
    mend: `replayed are letters of ${FACT_TOPICS.join(', ')}.`,
  };
}

function keptInPart(place: string): Refusal {
  const [, topic, partition, offset] = /^(.+)\/(\d+)@(\d+)$/.exec(place) ?? [];
  const reason = 'an earlier version kept its message in part only';
  if (topic === undefined) return { reason, mend: 'correct it at its source and sync again.' };
  const range = `--partition ${partition} --from ${offset} --to ${Number(offset) + 1}`;
  return {
    reason,
    mend: `goalstream replay --topic ${topic} ${range} takes it in, as long as the log has it.`,
  };
}
