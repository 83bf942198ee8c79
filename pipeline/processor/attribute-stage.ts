import type { Deletion, Fact, FactType } from '../../schemas/facts.ts';
import type { DeadLetter, Mark } from '../../schemas/log-messages.ts';
import type { Rules } from '../attribution/attribute.ts';
import type { Batch, Log, StoredRecord } from '../log/log.ts';
import type { Store } from '../store/store.ts';
import { decode, type Decoded } from './decode.ts';
import {
  dayNumber,
  TOMBSTONE_COLUMNS,
  writeFacts,
  writeTombstone,
  type Attributed,
} from './fact-rows.ts';
import { findKnown } from './known-facts.ts';
import { compareStanding, NO_DAY, type Known } from './latest.ts';
import { RowBinaryWriter } from './row-binary.ts';

export interface AttributeContext {
  readonly store: Store;
  readonly log: Log;
  /** The rules in force now, with their revision. */
  readonly rules: () => { readonly rules: Rules; readonly revision: bigint };
  /** ms since the epoch. */
  readonly now: () => number;
}

/** A first guess of a row's size; the writer grows where it is too small. */
const BYTES_PER_ROW = 320;
const FACT_DAY_COLUMNS = ['type', 'source', 'stream', 'id', 'day', 'version', 'digest', 'deleted'];

/**
 * Takes one batch of a facts topic into the store. Each step is durable before the next, and doing
 * any of them again changes nothing: (1) remember on which days the facts stand, (2) write the
 * facts and take moved or deleted ones off their old days, (3) mark the touched days dirty. The
 * caller commits the offsets afterwards.
 */
export async function attributeBatch(
  context: AttributeContext,
  type: FactType,
  batch: Batch,
): Promise<void> {
  const { newest, dead } = sift(type, batch, context.now());
  const known = await findKnown(
    context.store,
    type,
    newest.map(({ message }) => message),
  );
  const current = newest.filter((decoded) => isCurrent(decoded, known.get(decoded.key)));
  if (dead.length > 0) await context.log.append('dead-letters', dead.map(toRecord));
  if (current.length === 0) return;
  await rememberDays(context.store, type, current);
  const days = await storeFacts(context, type, current, known);
  await context.log.append(
    'marks',
    [...days].map((day) => markRecord({ type, day })),
  );
}

/** The newest version of each fact in the batch, and what could not be read. */
function sift(
  type: FactType,
  batch: Batch,
  now: number,
): { newest: readonly Decoded[]; dead: readonly DeadLetter[] } {
  const newest = new Map<string, Decoded>();
  const dead: DeadLetter[] = [];
  for (const record of batch.records) {
    const decoded = decode(type, record);
    if ('reason' in decoded) {
      dead.push(deadLetter(batch.topic, record, decoded.reason, now));
      continue;
    }
    const other = newest.get(decoded.key);
    if (other === undefined || compareStanding(decoded.standing, other.standing) > 0) {
      newest.set(decoded.key, decoded);
    }
  }
  return { newest: [...newest.values()], dead };
}

function isCurrent(decoded: Decoded, known: Known | undefined): boolean {
  return known === undefined || compareStanding(decoded.standing, known.standing) >= 0;
}

async function rememberDays(
  store: Store,
  type: FactType,
  current: readonly Decoded[],
): Promise<void> {
  const writer = new RowBinaryWriter(current.length * 80);
  for (const { message, standing } of current) {
    writer.string(type);
    writer.string(message.source);
    writer.string(message.stream);
    writer.string(message.id);
    writer.uint16(dayNumber(dayOf(message) ?? NO_DAY));
    writer.uint64(standing.version);
    writer.uint32(standing.digest);
    writer.uint8(standing.deleted ? 1 : 0);
  }
  await store.insert('fact_day', FACT_DAY_COLUMNS, writer.bytes());
}

async function storeFacts(
  context: AttributeContext,
  type: FactType,
  current: readonly Decoded[],
  known: ReadonlyMap<string, Known>,
): Promise<ReadonlySet<string>> {
  const { rules, revision } = context.rules();
  const rows: Attributed[] = [];
  const tombstones = new RowBinaryWriter(4096);
  const touched = new Set<string>();
  for (const { key, message } of current) {
    const day = dayOf(message);
    if (isFact(message)) {
      rows.push({ fact: message, goals: rules.attribute(type, message) });
      touched.add(message.day);
    }
    for (const old of known.get(key)?.days ?? []) {
      if (old === day || old === NO_DAY) continue;
      writeTombstone(tombstones, message, old, message.version);
      touched.add(old);
    }
  }
  const table = `fact_${type}`;
  if (tombstones.length > 0) {
    await context.store.insert(table, TOMBSTONE_COLUMNS, tombstones.bytes());
  }
  if (rows.length > 0) {
    const facts = new RowBinaryWriter(rows.length * BYTES_PER_ROW);
    const columns = writeFacts(facts, type, rows, revision);
    await context.store.insert(table, columns, facts.bytes());
  }
  return touched;
}

function isFact(message: Fact | Deletion): message is Fact {
  return message.deleted !== true;
}

function dayOf(message: Fact | Deletion): string | undefined {
  return isFact(message) ? message.day : undefined;
}

/** A mark's message. */
export function markRecord(mark: Mark): { key: string; value: string } {
  return { key: `${mark.type}/${mark.day}`, value: JSON.stringify(mark) };
}

function deadLetter(topic: string, record: StoredRecord, reason: string, at: number): DeadLetter {
  const place = `${topic}/${record.partition}@${record.offset}`;
  return { stage: 'attribute', reason, place, raw: (record.value ?? '').slice(0, 4096), at };
}

function toRecord(letter: DeadLetter): { key: string; value: string } {
  return { key: letter.place, value: JSON.stringify(letter) };
}
