import { PieceBuilder } from './piece-builder.ts';
import type { Args, Bounds, Fetched } from './protocol.ts';
import type { Storage } from './storage.ts';

/** Records and characters of one piece at most, unless a single record is larger. */
const MAX_RECORDS = 5_000;
const MAX_CHARS = 1_000_000;
/** Offsets looked at for one piece: a search by time must not keep others waiting for long. */
const MAX_OFFSETS = 20_000;

/** What each partition of a topic holds now. */
export function boundsOf(storage: Storage, topic: string): Bounds[] {
  return storage.topic(topic).partitions.map((table) => ({
    partition: table.partition,
    first: table.first(),
    end: table.end,
  }));
}

/** Reads one piece of a partition without a group. */
export function readPiece(storage: Storage, wanted: Args<'read'>): Fetched {
  const { topic, partition, from, fromTime, toTime } = wanted;
  const table = storage.topic(topic).partitions[partition];
  const piece = new PieceBuilder(MAX_RECORDS, MAX_CHARS);
  const to = Math.min(wanted.to, from + MAX_OFFSETS);
  const rows = table?.scan({ from, to, fromTime, toTime }, piece.room, piece.chars) ?? [];
  piece.add(partition, rows, to);
  return piece.build();
}
