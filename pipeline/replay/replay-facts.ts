import { factTopic, type FactType } from '../../schemas/facts.ts';
import type { ReplayCounts } from '../../schemas/replay.ts';
import type { Log, ReadRange, StoredRecord } from '../log/log.ts';
import { attributeBatch, type AttributeContext } from '../processor/attribute-stage.ts';

/** Records taken in at once: few enough that pages are answered in between. */
const RECORDS_PER_STEP = 4_000;

/** Runs the attribute stage on ranges of a topic of facts, partition by partition. */
export async function* replayFacts(
  context: AttributeContext,
  type: FactType,
  ranges: readonly ReadRange[],
  signal?: AbortSignal,
): AsyncGenerator<ReplayCounts, ReplayCounts> {
  const topic = factTopic(type);
  const effects = new Effects(context.log);
  let records = 0;
  for (const range of ranges) {
    for await (const batch of batches(context.log.read(topic, range))) {
      signal?.throwIfAborted();
      await attributeBatch({ ...context, log: effects.log }, type, { topic, records: batch });
      records += batch.length;
      yield effects.counts(records);
    }
  }
  return effects.counts(records);
}

/** Counts what the stage appends, which is all it does with the log: dead letters and marked days. */
class Effects {
  readonly log: Log;
  readonly #days = new Set<string>();
  #deadLetters = 0;

  constructor(log: Log) {
    const append: Log['append'] = async (topic, records) => {
      await log.append(topic, records);
      if (topic === 'dead-letters') this.#deadLetters += records.length;
      else for (const { key } of records) this.#days.add(key);
    };
    this.log = { append } as Pick<Log, 'append'> as Log;
  }

  counts(records: number): ReplayCounts {
    return { records, deadLetters: this.#deadLetters, days: this.#days.size };
  }
}

/** Pieces of the log as batches of a convenient size. */
async function* batches(
  chunks: AsyncIterable<readonly StoredRecord[]>,
): AsyncGenerator<readonly StoredRecord[]> {
  let gathered: StoredRecord[] = [];
  for await (const chunk of chunks) {
    gathered.push(...chunk);
    while (gathered.length >= RECORDS_PER_STEP) yield gathered.splice(0, RECORDS_PER_STEP);
  }
  if (gathered.length > 0) yield gathered;
}
