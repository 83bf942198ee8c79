import type { Snapshot, SnapshotPart } from '../../connectors/connector.ts';
import type { LogRecord } from '../log/log.ts';
import type { SpoolWriter } from './spool.ts';

/** One reading of a set in this run, as far as it has come. */
export class SetReading {
  readonly snapshot: Snapshot;
  /** The set's number in the index. */
  readonly scope: number;
  /** Where its messages wait until it is read to its end; absent: it came whole in one page. */
  readonly spool: SpoolWriter | undefined;
  records = 0;
  rejected = 0;
  /** Of the rejected, those whose id can't be told. */
  unknown = 0;
  /** Facts that the log has not. */
  fresh = 0;
  /** Records of a part that a part before it had too, with the same content and with another. */
  same = 0;
  different = 0;
  /** An id with different contents, for people. */
  example: string | undefined;
  /** Names of the parts that have records. */
  readonly parts = new Set<string>();
  part: SnapshotPart | undefined;
  waiting: LogRecord[] = [];

  constructor(snapshot: Snapshot, scope: number, spool?: SpoolWriter) {
    this.snapshot = snapshot;
    this.scope = scope;
    this.spool = spool;
  }

  /** Whether a record of this reading at a position has been met in this part by another one. */
  metHere(entry: { readonly generation: number; readonly position: number }, position: number) {
    return (
      entry.generation === this.snapshot.generation &&
      entry.position < position &&
      entry.position >= (this.part?.from ?? -Infinity)
    );
  }

  /** Whether a part before this one had the record. */
  metBefore(entry: { readonly generation: number; readonly position: number }): boolean {
    const { generation } = this.snapshot;
    return entry.generation === generation && entry.position < (this.part?.from ?? -Infinity);
  }

  /** Writes what waits to the spool. */
  flush(): void {
    this.spool?.write(this.waiting);
    this.waiting = [];
  }
}
