import type { ReadRange, StoredRecord } from '../../pipeline/log/log.ts';

const CHUNK = 100;

/** What partitions hold now, of a range, in chunks. Fixed when called: what is appended later is not read. */
export function readMemory(
  partitions: readonly { readonly records: readonly StoredRecord[] }[],
  range: ReadRange,
): AsyncIterable<readonly StoredRecord[]> {
  const chosen = partitions.map(({ records }) => records.filter((record) => isIn(range, record)));
  return chunks(chosen.flat());
}

async function* chunks(records: readonly StoredRecord[]) {
  for (let from = 0; from < records.length; from += CHUNK) {
    yield records.slice(from, from + CHUNK);
  }
}

function isIn(range: ReadRange, { partition, offset, timestamp }: StoredRecord): boolean {
  const { fromOffset = 0, toOffset = Infinity, fromTime = -Infinity, toTime = Infinity } = range;
  return (
    (range.partition ?? partition) === partition &&
    offset >= fromOffset &&
    offset < toOffset &&
    timestamp >= fromTime &&
    timestamp < toTime
  );
}
