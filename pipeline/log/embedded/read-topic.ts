import { LogError, type ReadRange, type StoredRecord } from '../log.ts';
import { recordsOf } from './fetched.ts';
import type { PortClient } from './port-client.ts';
import type { Args, Bounds } from './protocol.ts';

/** What a topic holds now, piece by piece: at most one piece is in memory. */
export function readTopic(
  client: PortClient,
  topic: string,
  range: ReadRange,
): AsyncIterable<readonly StoredRecord[]> {
  const bounds = client.request('bounds', { topic });
  bounds.catch(() => undefined);
  return readPieces(client, topic, range, bounds);
}

async function* readPieces(
  client: PortClient,
  topic: string,
  range: ReadRange,
  bounds: Promise<readonly Bounds[]>,
): AsyncGenerator<readonly StoredRecord[]> {
  for (const { partition, first, end } of chosen(topic, range, await bounds)) {
    const { fromOffset = 0, toOffset = Infinity, fromTime, toTime } = range;
    const to = Math.min(toOffset, end);
    const times = { fromTime: fromTime ?? 0, toTime: toTime ?? Number.MAX_SAFE_INTEGER };
    let from = Math.max(fromOffset, first);
    while (from < to) {
      const wanted: Args<'read'> = { topic, partition, from, to, ...times };
      const piece = await client.request('read', wanted);
      if (piece.keys.length > 0) yield recordsOf([piece]);
      from = piece.ranges[0]?.next ?? to;
    }
  }
}

function chosen(
  topic: string,
  { partition }: ReadRange,
  bounds: readonly Bounds[],
): readonly Bounds[] {
  if (partition === undefined) return bounds;
  const one = bounds.filter((candidate) => candidate.partition === partition);
  if (one.length > 0) return one;
  throw new LogError(
    `topic "${topic}" has no partition ${partition}: it has ${bounds.length}, counted from 0`,
    { retry: false },
  );
}
