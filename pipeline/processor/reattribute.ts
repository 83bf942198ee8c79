import { randomUUID } from 'node:crypto';
import type { Rules } from '../attribution/attribute.ts';
import type { Conversion } from '../fx/conversion.ts';
import { LogError, type Log } from '../log/log.ts';
import type { Store } from '../store/store.ts';
import { behindCondition, groupsOf, type SameRules } from './attribution-groups.ts';
import { daysBehind, type DayBehind } from './days-behind.ts';
import { factColumns } from './fact-fields.ts';
import type { RevisionOf } from './fact-rows.ts';
import { convertAnew } from './convert-anew.ts';
import { markDays, rememberDays, thenMarked, unmarkedDays } from './reattribution-days.ts';

export interface ReattributeContext {
  readonly store: Store;
  readonly log: Pick<Log, 'append'>;
  readonly rules: Rules;
  /** The revision of each day; days that have the same are attributed alike. */
  readonly revisionOf: RevisionOf;
  /** Absent: the factors of sales stay as they are. */
  readonly conversion?: Conversion;
  /** Ends it before the next month. */
  readonly signal?: AbortSignal;
  /** Facts. */
  readonly onProgress?: (progress: { done: number; total: number }) => void;
}

/** Facts rewritten by one statement, about; bounds memory here and in the engine. */
const FACTS_PER_STATEMENT = 250_000;

/**
 * Attributes anew every fact that was attributed under another revision than its day's. Rows are
 * written again under their own version, so that a newer version which arrives meanwhile wins, and
 * their days are marked dirty. With a conversion, sales get the factors that their days' rates make
 * now. Cut short at any point, the next call ends what was begun. Returns how many facts it went
 * through.
 * @throws LogError where the signal cuts it short.
 */
export async function reattribute(context: ReattributeContext): Promise<number> {
  const { store, revisionOf, signal, onProgress } = context;
  const behind = await daysBehind(store, revisionOf);
  await markInterrupted(context);
  const total = factsOf(behind);
  let done = 0;
  for (const month of byMonth(behind)) {
    if (signal?.aborted === true) throw cutShort(done, total);
    await reattributeMonth(context, month);
    done += factsOf(month);
    onProgress?.({ done, total });
  }
  if (context.conversion !== undefined) await convertAnew(context, context.conversion);
  return done;
}

function cutShort(done: number, total: number): LogError {
  const message = `attributing anew was cut short after ${done} of ${total} facts: the next worker goes on`;
  return new LogError(message, { retry: true });
}

/**
 * Marks days that a pass has begun and not marked. It may be going on, so they stay remembered
 * until it has surely ended.
 */
async function markInterrupted({ store, log }: ReattributeContext): Promise<void> {
  for (const { over, ...month } of await unmarkedDays(store)) {
    await markDays(log, month);
    if (over) await rememberDays(store, month, true);
  }
}

async function reattributeMonth(
  context: ReattributeContext,
  behind: readonly DayBehind[],
): Promise<void> {
  const [first] = behind;
  if (first === undefined) return;
  const days = behind.map(({ day }) => day);
  await thenMarked(context, { type: first.type, days }, async () => {
    for (const some of statements(behind)) await rewrite(context, some);
  });
}

async function rewrite({ store, rules }: ReattributeContext, some: SameRules): Promise<void> {
  const batch = randomUUID();
  const { hash, block } = await groupsOf(store, rules, some, batch);
  if (block.rows === 0) return;
  await store.insert('reattribution_group', block);
  const replaced: Readonly<Record<string, string>> = {
    goals: 'found.2',
    rules: `toUInt64(${some.revision})`,
    shares: 'found.3',
  };
  const columns = factColumns(some.type);
  await store.command(
    `INSERT INTO fact_${some.type} (${columns.join(', ')})
     SELECT ${columns.map((name) => replaced[name] ?? name).join(', ')}
     FROM (SELECT *, ${hash} AS hash FROM fact_${some.type} FINAL WHERE ${behindCondition(some)}) AS behind
     INNER JOIN (
       SELECT hash, tuple(hash, goals, shares) AS found FROM reattribution_group WHERE batch = '${batch}'
     ) AS combination USING (hash)`,
  );
  await store.command(`ALTER TABLE reattribution_group DROP PARTITION '${batch}'`);
}

/** Days in runs of one type and month. */
function byMonth(behind: readonly DayBehind[]): readonly (readonly DayBehind[])[] {
  return [...Map.groupBy(behind, ({ type, day }) => `${type} ${day.slice(0, 7)}`).values()];
}

/** Days of a month with the same rules, up to some number of facts. */
function statements(behind: readonly DayBehind[]): readonly SameRules[] {
  return [...Map.groupBy(behind, ({ revision }) => revision).values()].flatMap(ofSize);
}

function ofSize(behind: readonly DayBehind[]): readonly SameRules[] {
  const some: (SameRules & { readonly days: string[] })[] = [];
  let facts = Infinity;
  for (const { type, day, revision, facts: more } of behind) {
    facts += more;
    if (facts > FACTS_PER_STATEMENT) {
      some.push({ type, revision, days: [] });
      facts = more;
    }
    some.at(-1)?.days.push(day);
  }
  return some;
}

function factsOf(behind: readonly DayBehind[]): number {
  return behind.reduce((sum, { facts }) => sum + facts, 0);
}
