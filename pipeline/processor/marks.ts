import type { FactType } from '../../schemas/facts.ts';
import { markSchema, type Mark } from '../../schemas/log-messages.ts';
import { jsonOf } from '../log/json-value.ts';
import type { StoredRecord } from '../log/log.ts';

/** Days whose aggregates must be made anew, by the type of their facts. */
export type DirtyDays = Map<FactType, Set<string>>;

/** A mark's message. */
export function markRecord(mark: Mark): { key: string; value: string } {
  return { key: `${mark.type}/${mark.day}`, value: JSON.stringify(mark) };
}

/**
 * Adds the days that records of the topic `marks` name. Marks are made by this program; one that
 * can't be read is skipped: its day heals by a recompute.
 */
export function addMarked(dirty: DirtyDays, records: Iterable<StoredRecord>): void {
  for (const { value } of records) {
    const mark = markSchema.safeParse(jsonOf(value));
    if (!mark.success) continue;
    const { type, day } = mark.data;
    const days = dirty.get(type) ?? new Set();
    dirty.set(type, days.add(day));
  }
}
