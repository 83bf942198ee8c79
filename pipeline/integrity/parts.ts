/** A part of a table of the store: a folder that is written once and never changed. */
export interface Part {
  readonly name: string;
  readonly partition: string;
  /** The inserts that it holds, by their numbers in the table; merges put neighbours together. */
  readonly min: number;
  readonly max: number;
  /** How often its rows were merged. */
  readonly level: number;
  /** The newest mutation that its rows went through. */
  readonly mutation: number;
  readonly rows: number;
  /** Checksum of all its files, as the engine has it. */
  readonly hash: string;
  /** The local days of its rows, both included; 1970-01-01 where the table is not parted by day. */
  readonly from: string;
  readonly to: string;
}

/**
 * The parts that were there and of whose rows nothing is any more: neither they themselves with the
 * same checksum, nor parts that they were merged or rewritten into, nor those that they were merged
 * from, which the engine takes again where it can't read the merged one. Pure.
 */
export function lostParts(known: readonly Part[], active: readonly Part[]): readonly Part[] {
  const byName = new Map(active.map((part) => [part.name, part]));
  const byPartition = Map.groupBy(active, ({ partition }) => partition);
  return known.filter((part) => {
    const same = byName.get(part.name);
    if (same !== undefined) return same.hash !== part.hash;
    const near = byPartition.get(part.partition) ?? [];
    return !near.some((other) => replaces(other, part)) && !isMadeOf(part, near);
  });
}

function replaces(newer: Part, older: Part): boolean {
  const later = newer.level > older.level || newer.mutation > older.mutation;
  return later && newer.min <= older.min && newer.max >= older.max;
}

function isMadeOf(merged: Part, near: readonly Part[]): boolean {
  const inside = near.filter(({ min, max }) => min >= merged.min && max <= merged.max);
  const rows = inside.reduce((sum, part) => sum + part.rows, 0);
  const reaches =
    inside.some(({ min }) => min === merged.min) && inside.some(({ max }) => max === merged.max);
  return reaches && rows >= merged.rows;
}
