import type { StoredRecord } from '../log.ts';
import { headersAt, type Fetched } from './protocol.ts';

/** The records of fetched pieces, in their order. */
export function recordsOf(pieces: readonly Fetched[]): StoredRecord[] {
  const records: StoredRecord[] = [];
  const headersOf = headerReader();
  for (const piece of pieces) addRecords(records, piece, headersOf);
  return records;
}

function addRecords(
  records: StoredRecord[],
  { ranges, keys, values, headers, offsets, timestamps }: Fetched,
  headersOf: ReturnType<typeof headerReader>,
): void {
  let i = 0;
  for (const { partition, count } of ranges) {
    for (const end = i + count; i < end; i += 1) {
      const text = headersAt(headers, i);
      const record = {
        key: keys[i] ?? '',
        value: values[i] ?? null,
        partition,
        offset: offsets[i] ?? 0,
        timestamp: timestamps[i] ?? 0,
      };
      records.push(text === null ? record : { ...record, headers: headersOf(text) });
    }
  }
}

/** Reads headers from JSON; the same text as the last one gives the same object. */
function headerReader(): (text: string) => Readonly<Record<string, string>> {
  let last = '{}';
  let headers: Readonly<Record<string, string>> = {};
  return (text) => {
    if (text !== last) headers = JSON.parse(text);
    last = text;
    return headers;
  };
}
