import { z } from 'zod';
import { goalHistorySchema, type GoalHistory } from '../../schemas/goal-history.ts';
import { ownerSchema, teamSchema, type Owner, type Team } from '../../schemas/goals.ts';
import { jsonOf } from '../log/json-value.ts';
import type { LogRecord } from '../log/log.ts';

/** Everything that is agreed: goals with their history, and who they belong to. */
export interface Book {
  readonly histories: ReadonlyMap<string, GoalHistory>;
  readonly owners: readonly Owner[];
  readonly teams: readonly Team[];
}

/** Topic `goals`: one key for each goal, one for the people. */
const GOAL_KEY = 'goal/';
const PEOPLE_KEY = 'people';

const peopleSchema = z.object({ owners: z.array(ownerSchema), teams: z.array(teamSchema) });

/**
 * Reads the newest records of topic `goals`, by their keys. Keys of later versions are passed over.
 * @throws where a record is not what this program writes: attributing without a goal would be wrong.
 */
export function readBook(records: ReadonlyMap<string, string>): Book {
  const histories = new Map<string, GoalHistory>();
  let people: z.infer<typeof peopleSchema> = { owners: [], teams: [] };
  for (const [key, value] of records) {
    if (key.startsWith(GOAL_KEY)) {
      const history = parsed(goalHistorySchema, key, value);
      histories.set(history.id, history);
    } else if (key === PEOPLE_KEY) people = parsed(peopleSchema, key, value);
  }
  return { histories, ...people };
}

/** A goal's record. */
export function goalRecord(history: GoalHistory): LogRecord {
  return { key: `${GOAL_KEY}${history.id}`, value: JSON.stringify(history) };
}

/** The record of owners and teams. */
export function peopleRecord({ owners, teams }: Pick<Book, 'owners' | 'teams'>): LogRecord {
  return { key: PEOPLE_KEY, value: JSON.stringify({ owners, teams }) };
}

function parsed<T>(schema: z.ZodType<T>, key: string, value: string): T {
  const result = schema.safeParse(jsonOf(value));
  if (result.success) return result.data;
  throw new Error(
    `topic goals, key ${key}, can't be read: ${z.prettifyError(result.error)}. Mend: use the version of goalstream that wrote it, or apply the goals again with this one`,
  );
}
