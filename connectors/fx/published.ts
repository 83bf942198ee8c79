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

/** What is wrong with a document, in words with and without its own. */
export interface Told {
  readonly quoting: string;
  /** For documents that came from another host: its words are nothing for a status. */
  readonly plain: string;
}

/** Texts put into it are the document's own words; numbers are ours. */
export function told(
  words: readonly string[],
  ...given: readonly (string | number | undefined)[]
): Told {
  const quotes = given.map((each) => String(each));
  const hidden = given.map((each) => (typeof each === 'number' ? String(each) : '…'));
  return {
    quoting: String.raw({ raw: words }, ...quotes),
    plain: String.raw({ raw: words }, ...hidden),
  };
}

/** What is not as the ECB publishes it. */
export class BadDocument extends Error {
  /** The message without words of the document. */
  readonly plain: string;
  constructor({ quoting, plain }: Told) {
    super(quoting);
    this.plain = plain;
  }
}

/** Anything but the ECB's format, with its line from 1. */
export function notPublished(line: number, { quoting, plain }: Told): BadDocument {
  const where = `is not as the ECB publishes it: line ${line}`;
  return new BadDocument({ quoting: `${where} ${quoting}`, plain: `${where} ${plain}` });
}

/** Whether a text is a date that there is. */
export function isDay(text: string): boolean {
  return date.safeParse(text).success;
}
