import type { Reject, SourceRecord } from '../../connector.ts';

/** What an order comes to: its facts, and what could not become one. */
export interface Mapped {
  readonly records: readonly SourceRecord[];
  readonly rejects: readonly Reject[];
}

export const NOTHING: Mapped = { records: [], rejects: [] };

/** What mapping needs of its surroundings. */
export interface MapContext {
  /** The shop's own domain. */
  readonly shop: string;
  /** The local day, in the business's time zone, of an instant (ms). */
  readonly dayOf: (at: number) => string;
  readonly customerKey: (id: string) => string;
  /** Now, ms: what is overdue depends on it. */
  readonly now: number;
}

type Filled<T> = { [K in keyof T]?: NonNullable<T[K]> };

/** The fields that have a value; those that are null, undefined or '' are left out. */
export function filled<T extends object>(fields: T): Filled<T> {
  const some = Object.entries(fields).filter(
    ([, value]) => value !== null && value !== undefined && value !== '',
  );
  return Object.fromEntries(some) as Filled<T>;
}

/** Text as a dimension carries it: without space around it and not too long. */
export function short(text: string | null | undefined): string | undefined {
  const trimmed = text?.trim().slice(0, 512).toWellFormed();
  return trimmed === '' ? undefined : trimmed;
}

const RAW_LIMIT = 1_000;

/** A part of an order that can't be counted. The queries ask for nothing personal, so raw has nothing. */
export function rejectOf(place: string, reason: string, part: unknown): Reject {
  return { place, reason, raw: JSON.stringify(part).slice(0, RAW_LIMIT).toWellFormed() };
}
