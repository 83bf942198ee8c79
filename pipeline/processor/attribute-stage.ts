import { setImmediate as pause } from 'node:timers/promises';
import type { FactType } from '../../schemas/facts.ts';
import type { DeadLetter } from '../../schemas/log-messages.ts';
import type { Seals } from '../integrity/seals.ts';
import type { Batch, Log } from '../log/log.ts';
import type { NativeBlock } from '../store/native-block.ts';
import type { Store } from '../store/store.ts';
import { deadLetter, letterRecord } from './dead-letter.ts';
import { Arrivals, type RowOf } from './arrivals.ts';
import { Decoder } from './decode.ts';
import { FactRows } from './fact-rows.ts';
import { factDayBlock, tombstoneBlock, type Tombstone } from './identity-rows.ts';
import { findKnown } from './known-facts.ts';
import { markRecord } from './marks.ts';
import type { Rates } from './rates.ts';
import type { RuleSource } from './rule-set.ts';
import { NO_DAY } from './latest.ts';
import { lateOnes, remember, tombstonesOf } from './moved-facts.ts';

export interface AttributeContext {
  readonly store: Store;
  readonly log: Log;
  readonly rules: RuleSource;
  /** Absent: every amount is in the business's currency. */
  readonly rates?: Rates;
  /** Facts may stand that rates or rules of before made: has them brought up to those of now. */
  readonly onBehind?: () => Promise<void>;
  /** Keeps what the store should hold. */
  readonly seals?: Pick<Seals, 'seal'> | undefined;
  /** ms since the epoch. */
  readonly now: () => number;
}

/** Messages read between two pauses; some 15 ms. */
const PAUSE_EVERY = 4096;
/** Rows beside the facts for taking others off their days, at most. */
const SPARE_ROWS = 1024;

/**
 * Takes one batch of a facts topic into the store. Each step is durable before the next, and doing
 * any of them again changes nothing: (1) remember on which days the facts stand, (2) write the
 * facts and take moved or deleted ones off their old days, (3) mark the touched days dirty, or where
 * rates came, give the sales their factors, and seal what the store holds. Goals or rates that changed
 * meanwhile are seen at the end.
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
  const { length } = batch.records;
  const rows = length + Math.min(length, SPARE_ROWS);
  const facts = new FactRows(type, rows, rules, revisionOf, reporting);
  const { arrivals, dead } = await sift(type, batch, facts, context.now());
  const conversion = facts.foreign ? await context.rates?.current() : undefined;
  if (conversion !== undefined) facts.convert(conversion);
  const newest = arrivals.newest();
  const known = await findKnown(context.store, type, arrivals, newest);
  const late = lateOnes(arrivals, known);
  const current = newest.filter((number) => !late.has(number));
  if (dead.length > 0) await context.log.append('dead-letters', dead.map(letterRecord));
  if (current.length === 0) return;
  const passed = arrivals.superseded.filter((number) => arrivals.row(number) !== undefined);
  for (const number of passed) remember(known, arrivals, number);
  await insert(context.store, 'fact_day', factDayBlock(type, arrivals, [...passed, ...current]));
  const tombstones = tombstonesOf(arrivals, known, late);
  const left = facts.take(tombstones);
  facts.drop([...passed, ...late].flatMap((number) => arrivals.row(number) ?? []));
  await storeFacts(context.store, type, facts, left);
  const days = new Set(current.map((number) => arrivals.day(number)));
  arrivals.release();
  await Promise.all([
    context.seals?.seal([`fact_${type}`, 'fact_day']),
    type === 'rate' ? undefined : context.log.append('marks', marksOf(type, days, tombstones)),
  ]);
  const passedBy =
    (await context.rules()) !== ruleSet ||
    (facts.foreign && (await context.rates?.current()) !== conversion);
  if (type === 'rate' || passedBy) await context.onBehind?.();
}

const decoders = new Map<FactType, Decoder>();

/** What was learnt of a type's messages is kept. */
function decoderOf(type: FactType): Decoder {
  const known = decoders.get(type) ?? new Decoder(type);
  decoders.set(type, known);
  return known;
}

interface Sifted {
  readonly arrivals: Arrivals;
  readonly dead: readonly DeadLetter[];
}

/** Reads the messages, with a pause now and then in which other batches' statements go on. */
async function sift(type: FactType, batch: Batch, facts: FactRows, now: number): Promise<Sifted> {
  const arrivals = new Arrivals(batch.records.length);
  const dead: DeadLetter[] = [];
  const decoder = decoderOf(type);
  const rowOf: RowOf = (values, standing) => facts.addValues(values, standing);
  let read = 0;
  for (const record of batch.records) {
    if (++read % PAUSE_EVERY === 0) await pause();
    const decoded = decoder.decode(record);
    if ('reason' in decoded) dead.push(deadLetter(batch.topic, record, decoded.reason, now));
    else arrivals.add(decoded, rowOf);
  }
  return { arrivals, dead };
}

async function storeFacts(
  store: Store,
  type: FactType,
  facts: FactRows,
  tombstones: readonly Tombstone[],
): Promise<void> {
  const table = `fact_${type}`;
  if (tombstones.length > 0) await insert(store, table, tombstoneBlock(tombstones));
  if (facts.block.rows > 0) await insert(store, table, facts.block);
}

/** Stores a block, which is not valid any more afterwards. */
async function insert(store: Store, table: string, block: NativeBlock): Promise<void> {
  await store.insert(table, block);
  block.release();
}

/** The days whose figures change: those that facts stand on now, and those that they were taken off. */
function marksOf(
  type: FactType,
  days: ReadonlySet<string>,
  tombstones: readonly Tombstone[],
): { key: string; value: string }[] {
  const changed = new Set([...days, ...tombstones.map(({ day }) => day)]);
  changed.delete(NO_DAY);
  return [...changed].map((day) => markRecord({ type, day }));
}
