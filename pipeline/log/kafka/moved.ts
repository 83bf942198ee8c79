import type { IHeaders } from 'kafkajs';

/** What a record that a rewrite has moved carries: "offset@time" of its appending. Readers don't see it. */
const HEADER = 'goalstream-appended';

/** Where and when a record was appended, ms since the epoch. */
export interface Appended {
  readonly offset: number;
  readonly timestamp: number;
}

/** The headers of a copy of a record. */
export function movedHeaders(headers: IHeaders, { offset, timestamp }: Appended): IHeaders {
  // kafkajs can't write headers without a value.
  const written = Object.entries(headers).map(([name, value]) => [name, textsOf(value)]);
  return { ...Object.fromEntries(written), [HEADER]: `${offset}@${timestamp}` };
}

function textsOf(value: IHeaders[string] | null): IHeaders[string] {
  return Array.isArray(value) ? value.map((each) => each ?? '') : (value ?? '');
}

/** Where and when a record was appended, by its headers; undefined where it has not been moved. */
export function appendedOf(headers: IHeaders | undefined): Appended | undefined {
  const [, offset, timestamp] = /^(\d{1,15})@(\d{1,15})$/.exec(String(headers?.[HEADER])) ?? [];
  if (offset === undefined) return undefined;
  return { offset: Number(offset), timestamp: Number(timestamp) };
}

/** The headers that are a record's own. */
export function ownHeaders(headers: IHeaders): IHeaders {
  const { [HEADER]: _, ...own } = headers;
  return own;
}
