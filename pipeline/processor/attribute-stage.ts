import { setImmediate as pause } from 'node:timers/promises';
import type { Deletion, Fact, FactType } from '../../schemas/facts.ts';
import type { DeadLetter } from '../../schemas/log-messages.ts';
import type { Batch, Log } from '../log/log.ts';
import type { Store } from '../store/store.ts';
import { deadLetter, letterRecord } from './dead-letter.ts';
import { ByIdentity, type Identity } from './by-identity.ts';
import { decode } from './decode.ts';
import { factDayBlock, FactRows, tombstoneBlock, type Tombstone } from './fact-rows.ts';
import { findKnown } from './known-facts.ts';
import { markRecord } from './marks.ts';
import type { Rates } from './rates.ts';
import type { RuleSource } from './rule-set.ts';
import { compareStanding, learn, NO_DAY, type Known, type Standing } from './latest.ts';

export interface AttributeContext {
  readonly store: Store;
  readonly log: Log;
  readonly rules: RuleSource;
  /** Absent: every amount is in the business's currency. */
  readonly rates?: Rates;
  /** Facts may stand that rates or rules of before made: has them brought up to those of now. */
  readonly onBehind?: () => Promise<void>;
  /** ms since the epoch. */
  readonly now: () => number;
}

/** Messages read between two pauses; some 30 ms. */
const PAUSE_EVERY = 4096;

/** What is kept of a message until its batch is stored: who it is, and where its row is. */
interface Arrived extends Identity {
  readonly day: string;
  readonly standing: Standing;
  /** Undefined for a deletion. */
  readonly row: number | undefined;
}

interface Sifted {
  /** The newest version of each fact in the batch. */
  readonly newest: ByIdentity<Arrived>;
  /**
   * Versions that are not the newest. A worker that lost the partition while it was paused may still
   * write one, so their days are remembered and the newest takes the fact off them.
   */
  readonly superseded: readonly Arrived[];
  readonly dead: readonly DeadLetter[];
}

/**
 * Takes one batch of a facts topic into the store. Each step is durable before the next, and doing
 * any of them again changes nothing: (1) remember on which days the facts stand, (2) write the
 * facts and take moved or deleted ones off their old days, (3) mark the touched days dirty, or where
 * rates came, give the sales their factors. Goals or rates that changed meanwhile are seen at the end.
 * The caller commits the offsets afterwards.
 */
export async function attributeBatch(
  context: AttributeContext,
  type: FactType,
  batch: Batch,
): Promise<void> {
  const ruleSet = await context.rules();
  const { rules, revisionOf } = ruleSet;
  const reporting = context.rates?.reporting;
  const facts = new FactRows(type, batch.records.length, rules, revisionOf, reporting);
  const { newest, superseded, dead } = await sift(type, batch, facts, context.now());
  const conversion = facts.foreign ? await context.rates?.current() : undefined;
  if (conversion !== undefined) facts.convert(conversion);
  const known = await findKnown(context.store, type, newest);
  const [current, late] = partition(newest.values(), (fact) => isCurrent(fact, known.get(fact)));
  if (dead.length > 0) await context.log.append('dead-letters', dead.map(letterRecord));
  if (current.length === 0) return;
  const passed = superseded.filter(({ row }) => row !== undefined);
  for (const fact of passed) known.set(fact, learn(known.get(fact), fact.day, fact.standing));
  await context.store.insert('fact_day', factDayBlock(type, [...passed, ...current]));
  facts.drop([...passed, ...late].flatMap(({ row }) => row ?? []));
  const tombstones = current.flatMap((fact) => tombstonesOf(fact, known.get(fact)));
  await storeFacts(context.store, type, facts, tombstones);
  if (type !== 'rate') await context.log.append('marks', marksOf(type, current, tombstones));
  const passedBy =
    (await context.rules()) !== ruleSet ||
    (facts.foreign && (await context.rates?.current()) !== conversion);
  if (type === 'rate' || passedBy) await context.onBehind?.();
}

/** Reads the messages, with a pause now and then in which other batches' statements go on. */
async function sift(type: FactType, batch: Batch, facts: FactRows, now: number): Promise<Sifted> {
  const newest = new ByIdentity<Arrived>();
  const superseded: Arrived[] = [];
  const dead: DeadLetter[] = [];
  for (const [index, record] of batch.records.entries()) {
    if ((index + 1) % PAUSE_EVERY === 0) await pause();
    const decoded = decode(type, record);
    if ('reason' in decoded) {
      dead.push(deadLetter(batch.topic, record, decoded.reason, now));
      continue;
    }
    const { message, standing } = decoded;
    const other = newest.get(message);
    if (other !== undefined && compareStanding(standing, other.standing) <= 0) continue;
    if (other !== undefined) superseded.push(other);
    newest.set(message, arrived(message, standing, facts));
  }
  return { newest, superseded, dead };
}

function arrived(message: Fact | Deletion, standing: Standing, facts: FactRows): Arrived {
  const { source, stream, id } = message;
  return message.deleted === true
    ? { source, stream, id, standing, day: NO_DAY, row: undefined }
    : { source, stream, id, standing, day: message.day, row: facts.add(message, standing) };
}

function isCurrent({ standing }: Arrived, known: Known | undefined): boolean {
  return known === undefined || compareStanding(standing, known.standing) >= 0;
}

function tombstonesOf(fact: Arrived, known: Known | undefined): readonly Tombstone[] {
  if (known === undefined) return [];
  const left = [...known.days].filter((day) => day !== fact.day && day !== NO_DAY);
  return left.map((day) => ({ fact, day }));
}

async function storeFacts(
  store: Store,
  type: FactType,
  facts: FactRows,
  tombstones: readonly Tombstone[],
): Promise<void> {
  const table = `fact_${type}`;
  if (tombstones.length > 0) await store.insert(table, tombstoneBlock(tombstones));
  if (facts.block.rows > 0) await store.insert(table, facts.block);
}

function marksOf(
  type: FactType,
  current: readonly Arrived[],
  tombstones: readonly Tombstone[],
): { key: string; value: string }[] {
  const days = new Set<string>();
  for (const { day } of current) days.add(day);
  for (const { day } of tombstones) days.add(day);
  days.delete(NO_DAY);
  return [...days].map((day) => markRecord({ type, day }));
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  const yes: T[] = [];
  const no: T[] = [];
  for (const item of items) (test(item) ? yes : no).push(item);
  return [yes, no];
}
