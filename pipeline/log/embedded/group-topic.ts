import type { PartitionTable } from './partition-table.ts';
import { packHeaders, type Fetched, type FetchedRange } from './protocol.ts';

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
    const batch = new BatchBuilder(max, MAX_CHARS);
    for (let i = 0; i < tables.length && !batch.full; i += 1) {
      const table = tables[(this.#start + i) % tables.length];
      const share = table && this.#shares[table.partition];
      if (table === undefined || share === undefined) continue;
      if (!this.#mayRead(member, table.partition) || share.position >= table.end) continue;
      share.position = batch.add(table, share.position) ?? share.position;
    }
    this.#start = (this.#start + 1) % tables.length;
    return batch.build();
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

class BatchBuilder {
  readonly #max: number;
  #chars: number;
  readonly #ranges: FetchedRange[] = [];
  readonly #keys: string[] = [];
  readonly #values: (string | null)[] = [];
  readonly #headers: (string | null)[] = [];
  readonly #offsets: number[] = [];
  readonly #timestamps: number[] = [];

  constructor(max: number, chars: number) {
    this.#max = max;
    this.#chars = chars;
  }

  get full(): boolean {
    return this.#keys.length >= this.#max || this.#chars <= 0;
  }

  /** Reads on from an offset; returns where to go on, or undefined when nothing was there. */
  add(table: PartitionTable, from: number): number | undefined {
    const room = this.#max - this.#keys.length;
    const rows = table.read(from, room, this.#chars);
    const last = rows.at(-1);
    if (last === undefined) return undefined;
    for (const [offset, key, value, headers, timestamp] of rows) {
      this.#offsets.push(offset);
      this.#keys.push(key);
      this.#values.push(value);
      this.#headers.push(headers);
      this.#timestamps.push(timestamp);
      this.#chars -= key.length + (value?.length ?? 0);
    }
    const exhausted = rows.length < room && this.#chars > 0;
    const next = exhausted ? table.end : last[0] + 1;
    this.#ranges.push({ partition: table.partition, count: rows.length, next });
    return next;
  }

  build(): Fetched | undefined {
    if (this.#ranges.length === 0) return undefined;
    const headers = packHeaders(this.#headers);
    return {
      ranges: this.#ranges,
      keys: this.#keys,
      values: this.#values,
      offsets: Float64Array.from(this.#offsets),
      timestamps: Float64Array.from(this.#timestamps),
      more: this.#chars <= 0,
      ...(headers !== undefined && { headers }),
    };
  }
}
