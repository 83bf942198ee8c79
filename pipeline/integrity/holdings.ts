import { z } from 'zod';
import { FACT_TYPES, type FactType } from '../../schemas/facts.ts';
import { jsonOf } from '../log/json-value.ts';
import { recordsBehind, type Log } from '../log/log.ts';
import type { Store } from '../store/store.ts';
import { FACT_TOPICS, GROUPS } from '../topics.ts';
import { readLosses } from './damage.ts';
import type { MissingFacts } from './missing.ts';
import { readRecorded, record } from './recorded.ts';

/** Facts of a type that stood when all was counted: by connection, local days and how many. */
const heldSchema = z.object({
  /** How many facts of the type the log had been given. */
  given: z.int(),
  sources: z.record(z.string(), z.array(z.tuple([z.iso.date(), z.int()]))),
});

type Held = z.infer<typeof heldSchema>;
type HoldingsLog = Pick<Log, 'append' | 'latestByKey' | 'lag'>;

/**
 * Keeps in the log how many facts of each connection stand on each day, where facts came since the
 * last time. A store that is lost whole takes its own record of facts with it; this one is left.
 * Nothing is kept while facts wait to be counted, or some are known to be lost.
 */
export async function keepHoldings(store: Store, log: HoldingsLog): Promise<void> {
  const lag = await log.lag(GROUPS.attribute, FACT_TOPICS);
  if (recordsBehind(lag) > 0 || (await readLosses(log)).size > 0) return;
  const known = await readRecorded(log);
  const changed: Record<string, string> = {};
  for (const type of FACT_TYPES) {
    const own = lag.filter(({ topic }) => topic === `facts.${type}`);
    const given = own.reduce((sum, { end }) => sum + end, 0);
    if (given === heldOf(known.get(nameOf(type)))?.given) continue;
    const held: Held = { given, sources: await countFacts(store, type) };
    changed[nameOf(type)] = JSON.stringify(held);
  }
  await record(log, changed);
}

/**
 * How many facts fewer stand than were kept, by connection, and on which days; `stream` is not known.
 * Facts that moved to another day are no fewer.
 */
export async function fewerThanHeld(
  store: Store,
  log: Pick<Log, 'latestByKey'>,
  type: FactType,
): Promise<MissingFacts[]> {
  const held = heldOf((await readRecorded(log)).get(nameOf(type)));
  if (held === undefined) return [];
  const now = await countFacts(store, type);
  return Object.entries(held.sources).flatMap(([source, days]) => {
    const left = new Map(now[source]);
    const fewer = days.filter(([day, facts]) => (left.get(day) ?? 0) < facts);
    const [first] = fewer;
    if (first === undefined) return [];
    const facts = sumOf(days) - sumOf(now[source] ?? []);
    if (facts <= 0) return [];
    return [{ type, source, stream: '', facts, from: first[0], to: (fewer.at(-1) ?? first)[0] }];
  });
}

function sumOf(days: readonly (readonly [string, number])[]): number {
  return days.reduce((sum, [, facts]) => sum + facts, 0);
}

function nameOf(type: FactType): string {
  return `held/${type}`;
}

function heldOf(text: string | undefined): Held | undefined {
  const held = heldSchema.safeParse(jsonOf(text ?? null));
  return held.success ? held.data : undefined;
}

async function countFacts(store: Store, type: FactType): Promise<Held['sources']> {
  const rows = await store.query<{ source: string; days: [string, string][] }>(
    `SELECT source, arraySort(groupArray((toString(day), toString(facts)))) AS days
     FROM (SELECT source, day, count() AS facts FROM fact_${type} FINAL GROUP BY source, day)
     GROUP BY source`,
  );
  return Object.fromEntries(
    rows.map(({ source, days }) => [
      source,
      days.map(([day, facts]): [string, number] => [day, Number(facts)]),
    ]),
  );
}
