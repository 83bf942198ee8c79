import type { PartitionTable } from './partition-table.ts';
import { PieceBuilder } from './piece-builder.ts';
import type { Fetched, FetchedRange } from './protocol.ts';

/** Text of one fetched piece, in characters, unless a single record is larger. */
const MAX_CHARS = 1_000_000;

interface Share {
  owner: number | undefined;
  /** The next offset to hand out. */
  position: number;
  /** The next offset to hand out after a restart. */
  committed: number;
}

/**
 * Who of a group reads which partition of one topic. A partition changes hands only when nothing of
 * it is in its owner's hands, so no record is ever with two members of a group.
 */
export class GroupTopic {
  readonly #members: number[] = [];
  readonly #shares: Share[];
  #start = 0;

  constructor(committed: readonly number[]) {
    this.#shares = committed.map((next) => ({ owner: undefined, position: next, committed: next }));
  }

  get empty(): boolean {
    return this.#members.length === 0;
  }

  join(member: number): void {
    this.#members.push(member);
    this.#settle();
  }

  /** What the member had in hand and did not commit is handed out again. */
  leave(member: number): void {
    const index = this.#members.indexOf(member);
    if (index !== -1) this.#members.splice(index, 1);
    for (const share of this.#shares) {
      if (share.owner !== member) continue;
      share.owner = undefined;
      share.position = share.committed;
    }
    this.#settle();
  }

  committed(ranges: readonly FetchedRange[]): void {
    for (const { partition, next } of ranges) {
      const share = this.#shares[partition];
      if (share !== undefined) share.committed = Math.max(share.committed, next);
    }
    this.#settle();
  }

  /** The member's next records, or undefined when there are none now. */
  take(member: number, tables: readonly PartitionTable[], max: number): Fetched | undefined {
    const batch = new PieceBuilder(max, MAX_CHARS);
    for (let i = 0; i < tables.length && !batch.full; i += 1) {
      const table = tables[(this.#start + i) % tables.length];
      const share = table && this.#shares[table.partition];
      if (table === undefined || share === undefined) continue;
      if (!this.#mayRead(member, table.partition) || share.position >= table.end) continue;
      const rows = table.read(share.position, batch.room, batch.chars);
      if (rows.length > 0) share.position = batch.add(table.partition, rows, table.end);
    }
    this.#start = (this.#start + 1) % tables.length;
    return batch.empty ? undefined : batch.build();
  }

  #mayRead(member: number, partition: number): boolean {
    return this.#shares[partition]?.owner === member && this.#heir(partition) === member;
  }

  #heir(partition: number): number | undefined {
    return this.#members[partition % this.#members.length];
  }

  #settle(): void {
    this.#shares.forEach((share, partition) => {
      const idle = share.owner === undefined || share.position === share.committed;
      if (idle) share.owner = this.#heir(partition);
    });
  }
}
