import { FACT_TYPES, type FactType } from '../../schemas/facts.ts';
import type { Store } from '../store/store.ts';
import type { RevisionOf } from './fact-rows.ts';

/** A day some of whose facts were attributed under another revision than its own. */
export interface DayBehind {
  readonly type: FactType;
  readonly day: string;
  /** How many of its facts. */
  readonly facts: number;
  /** The day's own revision. */
  readonly revision: bigint;
}

/** The days that are behind, by type and day. */
export async function daysBehind(
  store: Store,
  revisionOf: RevisionOf,
): Promise<readonly DayBehind[]> {
  const behind: DayBehind[] = [];
  for (const type of FACT_TYPES) {
    for (const { day, rules, facts } of await revisionsOf(store, type)) {
      const revision = revisionOf(type, day);
      if (BigInt(rules) === revision) continue;
      const last = behind.at(-1);
      const sum = Number(facts) + (last?.type === type && last.day === day ? last.facts : 0);
      if (sum > Number(facts)) behind.pop();
      behind.push({ type, day, facts: sum, revision });
    }
  }
  return behind;
}

function revisionsOf(
  store: Store,
  type: FactType,
): Promise<{ day: string; rules: string; facts: string }[]> {
  return store.query(
    `SELECT toString(day) AS day, toString(rules) AS rules, toString(count()) AS facts
     FROM fact_${type} AS f FINAL GROUP BY day, rules ORDER BY day`,
  );
}
