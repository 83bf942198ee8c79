import { isDeepStrictEqual } from 'node:util';
import type { Page, SourceRecord } from '../../connectors/connector.ts';

/**
 * What a reading that went on from a cursor lacks of the pages after it, or has besides them that
 * those before it had not: '' where it is right. It may begin with some records before the cursor
 * again (a cursor that includes its own moment), and sets that are complete may come again.
 */
export function restMistake(
  rest: readonly Page[],
  before: readonly Page[],
  after: readonly Page[],
): string {
  const scopes = new Set(after.map(({ snapshot }) => snapshot?.scope));
  const read = recordsOf(lastReadings(rest.filter(({ snapshot }) => scopes.has(snapshot?.scope))));
  const expected = recordsOf(lastReadings(after));
  const known = new Set(recordsOf(before).map(contentOf));
  const surplus = read.slice(0, Math.max(0, read.length - expected.length));
  const strange = surplus.find((record) => !known.has(contentOf(record)));
  if (strange !== undefined) return `gives what was not there before: ${contentOf(strange)}`;
  const later = read.slice(surplus.length);
  const wrong = expected.findIndex((record, n) => !isDeepStrictEqual(record, later[n]));
  return wrong === -1
    ? ''
    : `gives ${JSON.stringify(later[wrong])} for ${JSON.stringify(expected[wrong])}`;
}

export function recordsOf(pages: readonly Page[]): SourceRecord[] {
  return pages.flatMap((page) => page.records);
}

/** Records of later pages that the earlier ones did not have just so. */
export function newIn(later: readonly Page[], earlier: readonly Page[]): SourceRecord[] {
  const known = new Set(recordsOf(earlier).map(({ fact }) => JSON.stringify(fact)));
  return recordsOf(later).filter(({ fact }) => !known.has(JSON.stringify(fact)));
}

/** A fact but its version, which may be another when it is read again. */
function contentOf({ fact }: SourceRecord): string {
  return JSON.stringify({ ...fact, version: 0 });
}

/** Of a set that is given more than once, only the last time. */
function lastReadings(pages: readonly Page[]): Page[] {
  const last = new Map(pages.map(({ snapshot }) => [snapshot?.scope, snapshot?.generation]));
  return pages.filter(({ snapshot }) => last.get(snapshot?.scope) === snapshot?.generation);
}
