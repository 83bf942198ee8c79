import { z } from 'zod';

const date = z.iso.date();

/** A rate as it stands in the document. */
export interface RateEntry {
  readonly currency: string;
  /** Units for one euro, as written. */
  readonly rate: string;
  /** Line of the document, from 1. */
  readonly line: number;
}

/** The rates published for one day. */
export interface PublishedDay {
  /** A local date, 2026-11-24. */
  readonly day: string;
  readonly rates: readonly RateEntry[];
}

/** What is not as the ECB publishes it. */
export class BadDocument extends Error {}

/** Whether a text is a date that there is. */
export function isDay(text: string): boolean {
  return date.safeParse(text).success;
}
