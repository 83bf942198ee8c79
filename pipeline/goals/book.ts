import { z } from 'zod';
import { goalHistorySchema, type GoalHistory } from '../../schemas/goal-history.ts';
import { ownerSchema, teamSchema, type Owner, type Team } from '../../schemas/goals.ts';
import { basisSchema, type Basis } from './basis.ts';
import { jsonOf } from '../log/json-value.ts';
import type { LogRecord } from '../log/log.ts';

/** Everything that is agreed: goals with their history, and who they belong to. */
export interface Book {
  readonly histories: ReadonlyMap<string, GoalHistory>;
  readonly owners: readonly Owner[];
  readonly teams: readonly Team[];
  /** Absent in what earlier versions agreed. */
  readonly basis?: Basis;
}

/** Topic `goals`: one key for each goal, one for the people. */
const GOAL_KEY = 'goal/';
const PEOPLE_KEY = 'people';
const BASIS_KEY = 'basis';

const peopleSchema = z.object({ owners: z.array(ownerSchema), teams: z.array(teamSchema) });

/**
 * Reads the newest records of topic `goals`, by their keys. Keys of later versions are passed over.
 * @throws where a record is not what this program writes: attributing without a goal would be wrong.
 */
export function readBook(records: ReadonlyMap<string, string>): Book {
  const histories = new Map<string, GoalHistory>();
  let people: z.infer<typeof peopleSchema> = { owners: [], teams: [] };
  let basis: { basis?: Basis } = {};
  for (const [key, value] of records) {
    if (key.startsWith(GOAL_KEY)) {
      const history = parsed(goalHistorySchema, key, value);
      histories.set(history.id, history);
    } else if (key === PEOPLE_KEY) people = parsed(peopleSchema, key, value);
    else if (key === BASIS_KEY) basis = { basis: parsed(basisSchema, key, value) };
  }
  return { histories, ...people, ...basis };
}

/** A goal's record. */
export function goalRecord(history: GoalHistory): LogRecord {
  return { key: `${GOAL_KEY}${history.id}`, value: JSON.stringify(history) };
}

/** The record of owners and teams. */
export function peopleRecord({ owners, teams }: Pick<Book, 'owners' | 'teams'>): LogRecord {
  return { key: PEOPLE_KEY, value: JSON.stringify({ owners, teams }) };
}

/** The record of what all figures stand on. */
export function basisRecord(basis: Basis): LogRecord {
  return { key: BASIS_KEY, value: JSON.stringify(basis) };
}

function parsed<T>(schema: z.ZodType<T>, key: string, value: string): T {
  const result = schema.safeParse(jsonOf(value));
  if (result.success) return result.data;
  throw new Error(
    `topic goals, key ${key}, can't be read: ${z.prettifyError(result.error)}. Mend: use the version of goalstream that wrote it, or apply the goals again with this one`,
  );
}
