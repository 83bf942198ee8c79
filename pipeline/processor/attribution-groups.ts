import type { Rules } from '../attribution/attribute.ts';
import { literal } from '../metrics/part-sql.ts';
import type { Store } from '../store/store.ts';
import { attributionKey } from './attribution-keys.ts';
import type { DayBehind } from './days-behind.ts';
import { dayCondition } from './reattribution-days.ts';

/** Days of one type that have the same revision. */
export interface SameRules {
  readonly type: DayBehind['type'];
  readonly revision: bigint;
  readonly days: readonly string[];
}

/** Which counters each combination of values falls to: the combinations by their hashes, grouped. */
export interface AttributionGroups {
  /** The hash of a row's combination, as SQL. */
  readonly hash: string;
  /** Combinations' hashes, and for each the number of its group, from 1. */
  readonly hashes: readonly string[];
  readonly groups: readonly number[];
  /** Each group's counters and the touches they get, as text: `a\nb\t3,1`. */
  readonly texts: readonly string[];
}

/** Rows of a day that another revision attributed, as SQL. */
export function behindCondition({ days, revision }: SameRules): string {
  return `${dayCondition(days)} AND rules != ${revision}`;
}

/**
 * Attributes every distinct combination of values that facts behind have. The rules see nothing else
 * of them, and the days have the same rules, so that one matching does for all facts that share it.
 */
export async function groupsOf(
  store: Store,
  rules: Rules,
  some: SameRules,
): Promise<AttributionGroups> {
  for (let salt = 0; ; salt++) {
    const groups = await groupsBy(store, rules, some, salt);
    if (groups !== undefined) return groups;
  }
}

/** Undefined where two combinations share a hash: another salt sets them apart. */
async function groupsBy(
  store: Store,
  rules: Rules,
  some: SameRules,
  salt: number,
): Promise<AttributionGroups | undefined> {
  const { columns, factOf } = attributionKey(rules, some.type);
  const hash = `cityHash64(${[String(salt), ...columns].join(', ')})`;
  const rows = await store.query<Record<string, unknown> & { hash: string }>(
    `SELECT DISTINCT ${[`toString(${hash}) AS hash`, ...columns].join(', ')}
     FROM fact_${some.type} FINAL WHERE ${behindCondition(some)}`,
  );
  const groups = new Map<string, number>();
  const numbers = new Map<string, number>();
  const day = some.days[0] ?? '';
  for (const row of rows) {
    if (numbers.has(row.hash)) return undefined;
    const text = textOf(rules, some.type, factOf(day, row));
    const number = groups.get(text) ?? groups.size + 1;
    groups.set(text, number);
    numbers.set(row.hash, number);
  }
  return {
    hash,
    hashes: [...numbers.keys()],
    groups: [...numbers.values()],
    texts: [...groups.keys()],
  };
}

function textOf(
  rules: Rules,
  type: SameRules['type'],
  fact: Parameters<Rules['count']>[1],
): string {
  const { places, shares } = rules.count(type, fact);
  const counters = rules.counters(type);
  return `${places.map((place) => counters[place]).join('\n')}\t${shares.join()}`;
}

/** Columns that replace those of a row, as SQL over `found`, the row's group. */
export function replacements(
  { texts }: AttributionGroups,
  { type, revision }: SameRules,
): Readonly<Record<string, string>> {
  const numbers = texts.map((_, index) => index + 1).join(', ');
  const text = `transform(found, [${numbers}], [${texts.map(literal).join(', ')}], '')`;
  const part = (index: number): string => `splitByChar('\\t', ${text})[${index}]`;
  const list = (separator: string, index: number): string =>
    `arrayFilter(word -> word != '', splitByChar('${separator}', ${part(index)}))`;
  return {
    goals: `CAST(${list('\\n', 1)} AS Array(LowCardinality(String)))`,
    rules: `toUInt64(${revision})`,
    ...(type === 'sale'
      ? { shares: `arrayMap(touches -> toUInt32(touches), ${list(',', 2)})` }
      : {}),
  };
}
