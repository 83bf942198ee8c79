import { recordsBehind, type Log, type PartitionLag } from '../log/log.ts';
import { GOALS_TOPIC, GROUPS } from '../topics.ts';

/**
 * Tells whether facts are being attributed to goals or rates that changed: until their days are
 * added up anew, some figures are of the old ones and some of the new ones.
 *
 * A change is a record of the topic of goals, which is committed once every fact is attributed anew
 * and its day marked; the marks of then must be worked off too. One that began and ended between two
 * looks is told by the second.
 */
export class Reattribution {
  readonly #log: Pick<Log, 'lag'>;
  /** Where the topic of goals ended at the last look. */
  #goals: string | undefined;
  /** Marks to work off; `unknown` until the facts are attributed. */
  #marks: readonly PartitionLag[] | 'unknown' = [];
  #last: Promise<boolean> = Promise.resolve(false);

  constructor(log: Pick<Log, 'lag'>) {
    this.#log = log;
  }

  /** Whether it goes on, or did since the last look. One look at a time. */
  goesOn(): Promise<boolean> {
    const next = this.#last.then(() => this.#look());
    this.#last = next.catch(() => false);
    return next;
  }

  async #look(): Promise<boolean> {
    const goals = await this.#log.lag(GROUPS.attribute, [GOALS_TOPIC]);
    const end = goals.map((partition) => partition.end).join(' ');
    const changed = this.#goals !== undefined && this.#goals !== end;
    this.#goals = end;
    if (recordsBehind(goals) > 0) {
      this.#marks = 'unknown';
      return true;
    }
    const waited = changed || this.#marks === 'unknown' || this.#marks.length > 0;
    if (!waited) return false;
    const marks = await this.#log.lag(GROUPS.aggregate, ['marks']);
    const ends = changed || this.#marks === 'unknown' ? marks : this.#marks;
    this.#marks = ends.filter(({ topic, partition, end: target }) =>
      marks.some(
        (now) => now.topic === topic && now.partition === partition && now.committed < target,
      ),
    );
    return changed || this.#marks.length > 0;
  }
}

/** Calls what reads figures, and tells whether they may mix old goals and new ones. */
export async function readBeside<T>(
  reattribution: Pick<Reattribution, 'goesOn'>,
  read: () => Promise<T>,
): Promise<{ readonly result: T; readonly reattributing: boolean }> {
  const before = await reattribution.goesOn();
  const result = await read();
  const after = await reattribution.goesOn();
  return { result, reattributing: before || after };
}
