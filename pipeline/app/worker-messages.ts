import type { MessagePort } from 'node:worker_threads';
import type { StoreAccess } from './runtime.ts';

/** What a worker thread is started with. It loads the project itself. */
export interface WorkerStart {
  readonly projectPath: string;
  readonly logPort: MessagePort;
}

export interface ProcessorStart extends WorkerStart {
  readonly store: StoreAccess;
}

export interface SyncStart extends WorkerStart {
  readonly connection: string;
}

/** From the processor's thread. */
export type ProcessorMessage =
  | { readonly kind: 'reattributing'; readonly done: number; readonly total: number }
  | { readonly kind: 'ready' }
  | { readonly kind: 'stopped' };

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
  readonly state: 'succeeded' | 'failed' | 'cancelled';
  readonly counts?: {
    readonly records: number;
    readonly appended: number;
    readonly unchanged: number;
    readonly deleted: number;
    readonly rejected: number;
  };
  /** The first records that could not be read. */
  readonly rejects?: readonly { readonly place: string; readonly reason: string }[];
  readonly error?: string;
  readonly mend?: string;
}

export interface SyncSummary {
  readonly connection: string;
  readonly streams: readonly StreamSummary[];
}
