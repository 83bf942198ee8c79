import type { SyncCounts } from '../../schemas/attainment.ts';
import type { LogAccess } from '../log/access.ts';
import type { Stage } from '../processor/processor.ts';
import type { StoreAccess } from './runtime.ts';

/** What a worker thread is started with. It reads goalstream.yaml itself; goals come from the log. */
interface WorkerStart {
  readonly projectPath: string;
  readonly log: LogAccess;
}

export interface ProcessorStart extends WorkerStart {
  readonly store: StoreAccess;
  readonly stages: readonly Stage[];
  /** Facts in one batch, at most. */
  readonly factsPerBatch: number;
}

export interface SyncStart extends WorkerStart {
  readonly connection: string;
  /** Go on with a new snapshot index. */
  readonly newIndex?: boolean;
  /** Sets may shrink as they will in this run. */
  readonly acceptShrink?: boolean;
  /** W3C trace context of who asked for the sync. */
  readonly traceparent?: string;
}

/** What a connection's thread for refreshes is started with. */
export interface RefreshStart extends WorkerStart {
  readonly connection: string;
}

/** To it: what to read again. One order at a time. */
export interface RefreshOrder {
  readonly keys: readonly string[];
  readonly traceparent?: string;
}

/** To it: `stop` ends the order in hand after its page, `end` the thread. */
export type RefreshMessage = RefreshOrder | 'stop' | 'end';

/** A batch that a stage has finished. */
export interface BatchReport {
  readonly stage: Stage;
  readonly records: number;
  /** How long it took, ms. */
  readonly ms: number;
}

/** From the processor's thread. */
export type ProcessorMessage =
  | { readonly kind: 'reattributing'; readonly done: number; readonly total: number }
  | ({ readonly kind: 'batch' } & BatchReport)
  | { readonly kind: 'ready' };

/** From a sync's thread. */
export type SyncMessage =
  | {
      readonly kind: 'progress';
      readonly stream: string;
      readonly done: number;
      readonly total?: number;
      readonly unit: string;
    }
  | { readonly kind: 'result'; readonly result: SyncSummary };

export interface StreamSummary {
  readonly stream: string;
  readonly state: 'succeeded' | 'partial' | 'failed' | 'cancelled';
  readonly counts?: SyncCounts;
  /** Records rejected by earlier runs, of sets that were not read again since. */
  readonly standing?: number;
  /** The first records that could not be read. */
  readonly rejects?: readonly { readonly place: string; readonly reason: string }[];
  /** The first things to know though the source could be read. */
  readonly warnings?: readonly string[];
  readonly error?: string;
  readonly mend?: string;
  /** Of a failure: whether trying again can help. */
  readonly retry?: boolean;
}

export interface SyncSummary {
  readonly connection: string;
  readonly streams: readonly StreamSummary[];
}
