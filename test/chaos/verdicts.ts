import { deadLetterSchema } from '../../schemas/log-messages.ts';
import type { Log } from '../../pipeline/log/log.ts';
import { FACT_TOPICS } from '../../pipeline/topics.ts';
import { hasRetail } from '../support/retail.ts';
import { compareDaily, compareFacts, compareRetail, verdict, type Verdict } from './compare.ts';
import { naiveDaily } from './daily.ts';
import { Oracle } from './oracle.ts';
import type { World } from './world.ts';

export interface Judgement {
  readonly messages: number;
  readonly facts: number;
  readonly cells: number;
  readonly deadLetters: number;
  /** Dead letters that came again after a crash, under the same place. */
  readonly repeatedLetters: number;
  readonly verdicts: readonly Verdict[];
}

/** Compares log, facts, aggregates and dead letters with the oracle. */
export async function judge(
  { log, store, goals }: World,
  acknowledged: ReadonlySet<string>,
  poison: ReadonlySet<string>,
): Promise<Judgement> {
  const oracle = new Oracle(acknowledged, poison);
  for (const topic of FACT_TOPICS) {
    for await (const records of log.read(topic)) {
      for (const record of records) oracle.add(topic, record);
    }
  }
  const facts = oracle.facts();
  const daily = naiveDaily(goals, facts.values());
  const letters = await deadLetters(log);
  return {
    messages: oracle.messages,
    facts: facts.size,
    cells: daily.size,
    deadLetters: oracle.poisoned.size,
    repeatedLetters: letters.repeated,
    verdicts: [
      verdict('acknowledged messages lost', [...oracle.missing]),
      ...(await compareFacts(store, facts)),
      ...(await compareDaily(store, daily)),
      ...(hasRetail ? [await compareRetail(store)] : []),
      ...compareLetters(letters.places, oracle.poisoned),
    ],
  };
}

function compareLetters(
  places: ReadonlySet<string>,
  expected: ReadonlySet<string>,
): readonly Verdict[] {
  return [
    verdict('dead letters lost', [...expected.difference(places)]),
    verdict('dead letters too many', [...places.difference(expected)]),
  ];
}

async function deadLetters(log: Log): Promise<{ places: Set<string>; repeated: number }> {
  const places = new Set<string>();
  let count = 0;
  for await (const records of log.read('dead-letters')) {
    for (const { value } of records) {
      const { stage, place } = deadLetterSchema.parse(JSON.parse(value ?? 'null'));
      places.add(stage === 'attribute' ? place : `${stage} ${place}`);
      count += 1;
    }
  }
  return { places, repeated: count - places.size };
}
