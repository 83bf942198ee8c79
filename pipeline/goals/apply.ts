import { isDeepStrictEqual } from 'node:util';
import type { Revision } from '../../schemas/goal-history.ts';
import type { Goal, Owner, Team } from '../../schemas/goals.ts';
import type { Log, LogRecord } from '../log/log.ts';
import { GOALS_TOPIC } from '../topics.ts';
import { goalRecord, peopleRecord, readBook, type Book } from './book.ts';
import { revise, type Revised, type Revising } from './revise.ts';

/** Goals and people as they are written in the project's files. */
export interface Written {
  readonly goals: readonly Goal[];
  readonly owners: readonly Owner[];
  readonly teams: readonly Team[];
}

/** Two applied different goals at the same moment. */
export class AppliedMeanwhileError extends Error {
  constructor(id: string) {
    super(
      `goal ${id} was changed by someone else at the same moment. Mend: look at goalstream goals history ${id}, and apply again`,
    );
    this.name = 'AppliedMeanwhileError';
  }
}

/**
 * Agrees the goals as they are written: appends what changes to topic `goals`. Applying them again
 * changes nothing. Changes that need a reason and have none are left out and told.
 * @throws AppliedMeanwhileError
 */
export async function applyGoals(
  log: Pick<Log, 'append' | 'latestByKey'>,
  book: Book,
  written: Written,
  revising: Revising,
): Promise<Revised> {
  const revised = revise(book.histories, written.goals, revising);
  const records: LogRecord[] = revised.histories.map(goalRecord);
  if (!samePeople(book, written)) records.push(peopleRecord(written));
  if (records.length === 0) return revised;
  await log.append(GOALS_TOPIC, records);
  await confirm(log, revised);
  return revised;
}

/**
 * Each goal has one key: of two who write at once the last one stands. The other must know, unless
 * both wrote the same.
 */
async function confirm(log: Pick<Log, 'latestByKey'>, { histories }: Revised): Promise<void> {
  const stands = readBook(await log.latestByKey(GOALS_TOPIC)).histories;
  for (const { id, revisions } of histories) {
    const own = revisions.at(-1);
    const kept = stands.get(id)?.revisions.find(({ n }) => n === own?.n);
    if (kept === undefined || own === undefined || !sameChange(kept, own)) {
      throw new AppliedMeanwhileError(id);
    }
  }
}

function sameChange(a: Revision, b: Revision): boolean {
  const change = ({ from, by, reason, goal }: Revision) => [from, by, reason, goal];
  return isDeepStrictEqual(change(a), change(b));
}

function samePeople(book: Book, { owners, teams }: Written): boolean {
  return isDeepStrictEqual(
    [book.owners, book.teams],
    [JSON.parse(JSON.stringify(owners)), JSON.parse(JSON.stringify(teams))],
  );
}
