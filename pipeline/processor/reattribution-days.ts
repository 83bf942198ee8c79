import { randomUUID } from 'node:crypto';
import { dayNumber } from '../../schemas/calendar.ts';
import { FACT_TYPES, type FactType } from '../../schemas/facts.ts';
import { literal } from '../metrics/literal.ts';
import type { Log } from '../log/log.ts';
import type { Store } from '../store/store.ts';
import { markRecord } from './marks.ts';

/** Days of one month and fact type that a pass attributes anew together. */
export interface DaysOfMonth {
  /** Tells one pass from another that may run beside it. */
  readonly pass: string;
  readonly type: FactType;
  readonly days: readonly string[];
}

/** A condition on the local days of a row, as SQL; by their numbers, which are read fastest. */
export function dayCondition(days: readonly string[]): string {
  return `day IN (${days.map(dayNumber).join(', ')})`;
}

/**
 * Remembers that days are being attributed anew, or that they are marked. Once their facts are
 * rewritten nothing else would tell that their aggregates are still those of the old goals.
 */
export async function rememberDays(
  store: Store,
  { pass, type, days }: DaysOfMonth,
  done: boolean,
): Promise<void> {
  const month = (days[0] ?? '').slice(0, 7).replace('-', '');
  const dates = days.map((day) => `toDate(${literal(day)})`).join(', ');
  await store.command(
    `INSERT INTO reattribution (pass, type, month, days, done, version)
     SELECT ${literal(pass)}, ${literal(type)}, ${month}, [${dates}], ${done ? 1 : 0}, toUnixTimestamp64Micro(now64(6))`,
  );
}

/** Rewrites facts of a month's days and marks the days, so that a crash in between is made good. */
export async function thenMarked(
  { store, log }: { readonly store: Store; readonly log: Pick<Log, 'append'> },
  some: Omit<DaysOfMonth, 'pass'>,
  rewrite: () => Promise<void>,
): Promise<void> {
  const month = { ...some, pass: randomUUID() };
  await rememberDays(store, month, false);
  await rewrite();
  await markDays(log, month);
  await rememberDays(store, month, true);
}

/** Marks days dirty, durably. */
export async function markDays(
  log: Pick<Log, 'append'>,
  { type, days }: Pick<DaysOfMonth, 'type' | 'days'>,
): Promise<void> {
  await log.append(
    'marks',
    days.map((day) => markRecord({ type, day })),
  );
}

/** No pass takes so long over one month, µs. */
const LONGEST_PASS_US = 3_600_000_000;

/**
 * Days that were attributed anew and perhaps not marked: a crash came between, or a pass is at them.
 * `over` where no pass can be at them any more.
 */
export async function unmarkedDays(
  store: Store,
): Promise<readonly (DaysOfMonth & { readonly over: boolean })[]> {
  const rows = await store.query<{ pass: string; type: string; days: string[]; over: number }>(
    `SELECT pass, type, arrayMap(day -> toString(day), days) AS days,
       toUnixTimestamp64Micro(now64(6)) > version + ${LONGEST_PASS_US} AS over
     FROM reattribution FINAL WHERE done = 0`,
  );
  return rows.flatMap(({ pass, type: name, days, over }) => {
    const type = FACT_TYPES.find((known) => known === name);
    return type === undefined ? [] : [{ pass, type, days, over: over === 1 }];
  });
}
