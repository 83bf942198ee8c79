import type { PartitionTable } from './partition-table.ts';
import { PieceBuilder } from './piece-builder.ts';
import type { Fetched, FetchedRange } from './protocol.ts';

/** Text of one fetched piece, in characters, unless a single record is larger. */
const MAX_CHARS = 1_000_000;

/** With fewer records than this, one batch after the other is quicker than two side by side. */
const SIDE_BY_SIDE = 1_000;

/** Who takes: a member of the group, by one of the lanes in which it handles batches side by side. */
export interface Taker {
  readonly member: number;
  readonly lane: number;
}

interface Share {
  owner: number | undefined;
  /** The owner's lane that has records of it in hand. */
  lane: number | undefined;
  /** The next offset to hand out. */
  position: number;
  /** The next offset to hand out after a restart. */
  committed: number;
}

/**
 * Who of a group reads which partition of one topic. A partition changes hands only when nothing of
 * it is in its owner's hands, so no record is ever with two members of a group, or two lanes of one.
 */
export class GroupTopic {
  readonly #members: number[] = [];
  readonly #shares: Share[];
  #start = 0;

  constructor(committed: readonly number[]) {
    this.#shares = committed.map((next) => ({
      owner: undefined,
      lane: undefined,
      position: next,
      committed: next,
    }));
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
      share.lane = undefined;
      share.position = share.committed;
    }
    this.#settle();
  }

  committed(ranges: readonly FetchedRange[]): void {
    for (const { partition, next } of ranges) {
      const share = this.#shares[partition];
      if (share === undefined) continue;
      share.committed = Math.max(share.committed, next);
      if (share.position === share.committed) share.lane = undefined;
    }
    this.#settle();
  }

  /**
   * The taker's next records, or undefined when there are none now: all that wait, so that few make
   * one batch; beside another lane's batch only where many do.
   */
  take(taker: Taker, tables: readonly PartitionTable[], max: number): Fetched | undefined {
    if (!this.#mayTake(taker, tables, max)) return undefined;
    const batch = new PieceBuilder(max, MAX_CHARS);
    for (let i = 0; i < tables.length && !batch.full; i += 1) {
      const table = tables[(this.#start + i) % tables.length];
      const share = table && this.#shares[table.partition];
      if (table === undefined || share === undefined) continue;
      if (!this.#mayRead(taker, table.partition) || share.position >= table.end) continue;
      const rows = table.read(share.position, batch.room, batch.chars);
      if (rows.length === 0) continue;
      share.position = batch.add(table.partition, rows, table.end);
      share.lane = taker.lane;
    }
    this.#start = (this.#start + 1) % tables.length;
    return batch.empty ? undefined : batch.build();
  }

  #mayTake(taker: Taker, tables: readonly PartitionTable[], max: number): boolean {
    const { member, lane } = taker;
    const beside = this.#shares.some(
      (share) => share.owner === member && share.lane !== undefined && share.lane !== lane,
    );
    return !beside || this.#waiting(taker, tables) >= Math.min(max, SIDE_BY_SIDE);
  }

  /** How many records the taker could have. */
  #waiting(taker: Taker, tables: readonly PartitionTable[]): number {
    return tables
      .filter(({ partition }) => this.#mayRead(taker, partition))
      .reduce(
        (sum, { partition, end }) => sum + end - (this.#shares[partition]?.position ?? end),
        0,
      );
  }

  #mayRead({ member, lane }: Taker, partition: number): boolean {
    const share = this.#shares[partition];
    if (share?.owner !== member || this.#heir(partition) !== member) return false;
    return share.lane === undefined || share.lane === lane;
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
