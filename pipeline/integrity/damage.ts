import { z } from 'zod';
import { damageSchema, type Damage } from '../../schemas/damage.ts';
import { FACT_TYPES, type FactType } from '../../schemas/facts.ts';
import { jsonOf } from '../log/json-value.ts';
import type { Log } from '../log/log.ts';
import { DAMAGE_TOPIC } from '../topics.ts';

/** Topic `damage`, keyed by table and part: facts that the store had and has no more. */
const lossSchema = z.object({
  type: z.enum(FACT_TYPES),
  from: z.iso.date(),
  to: z.iso.date(),
  /** Rows that the part had, those of versions that are superseded included. */
  rows: z.int(),
  /** When it was noticed, ms since the epoch. */
  at: z.int(),
});

/** Every day that the store can hold. */
const ALL_DAYS = { from: '1970-01-01', to: '2149-06-06' };

export type Loss = z.infer<typeof lossSchema>;

/** Every loss that is not made good, by its key in the topic. */
export async function readLosses(
  log: Pick<Log, 'latestByKey'>,
): Promise<ReadonlyMap<string, Loss>> {
  const losses = new Map<string, Loss>();
  for (const [key, text] of await log.latestByKey(DAMAGE_TOPIC)) {
    const loss = lossSchema.safeParse(jsonOf(text));
    if (loss.success) losses.set(key, loss.data);
  }
  return losses;
}

/** Resolves when the losses are durable: from then on nobody answers for their days. */
export async function keepLosses(
  log: Pick<Log, 'append'>,
  losses: ReadonlyMap<string, Loss>,
): Promise<void> {
  const records = [...losses].map(([key, loss]) => ({ key, value: JSON.stringify(loss) }));
  if (records.length > 0) await log.append(DAMAGE_TOPIC, records);
}

/** The losses are made good, or accepted. */
export async function dropLosses(log: Pick<Log, 'append'>, keys: Iterable<string>): Promise<void> {
  const records = [...keys].map((key) => ({ key, value: null }));
  if (records.length > 0) await log.append(DAMAGE_TOPIC, records);
}

/** Before the keys of losses that the log can't make good. */
const UNLOGGED = 'unlogged/';

/**
 * Everything of some types is lost.
 * @param at ms since the epoch.
 * @param logged whether the log still has what it was given.
 */
export function wholeLosses(
  types: readonly FactType[],
  at: number,
  logged: boolean,
): ReadonlyMap<string, Loss> {
  const prefix = logged ? 'whole/' : UNLOGGED;
  return new Map(types.map((type) => [prefix + type, { type, ...ALL_DAYS, rows: 0, at }]));
}

/** Whether the store's own record of its facts is lost too. */
export function isWhole(key: string): boolean {
  return key.startsWith('whole/');
}

/** Whether the log was lost as well, so that only the sources can make it good. */
export function isUnlogged(key: string): boolean {
  return key.startsWith(UNLOGGED);
}

/** The days that are damaged, ranges that meet put together. Pure. */
export function damageOf(losses: Iterable<Loss>): readonly Damage[] {
  const sorted = [...losses].toSorted(
    (a, b) => a.type.localeCompare(b.type) || a.from.localeCompare(b.from),
  );
  const merged: Damage[] = [];
  for (const { type, from, to, at } of sorted) {
    const last = merged.at(-1);
    if (last?.type === type && from <= last.to) {
      const until = to > last.to ? to : last.to;
      merged[merged.length - 1] = { ...last, to: until, since: Math.min(last.since, at) };
    } else merged.push(damageSchema.parse({ type, from, to, since: at }));
  }
  return merged;
}

/** The days of which the store lacks facts, as far as it is known. */
export async function readDamage(log: Pick<Log, 'latestByKey'>): Promise<readonly Damage[]> {
  return damageOf((await readLosses(log)).values());
}
