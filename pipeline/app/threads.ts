import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Runtime } from './runtime.ts';
import type {
  ProcessorMessage,
  ProcessorStart,
  SyncMessage,
  SyncStart,
  SyncSummary,
} from './worker-messages.ts';

/** MiB of JavaScript heap of a thread. Work is done in bounded batches; a small young generation
 * keeps the memory of several threads low. */
const LIMITS = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 12 };

export interface Thread {
  /** Lets the work in hand finish, then ends the thread. */
  stop(): Promise<void>;
  /** Rejects where the thread ended by an error. */
  readonly done: Promise<void>;
}

/** Starts the processor's thread. Resolves once both stages are running. */
export async function startProcessorThread(
  { log, storeAccess }: Runtime,
  projectPath: string,
  onReattributing: (progress: { done: number; total: number }) => void,
): Promise<Thread> {
  const logPort = log.port();
  const start: ProcessorStart = { projectPath, logPort, store: storeAccess };
  const worker = new Worker(new URL('../processor/worker.ts', import.meta.url), {
    workerData: start,
    transferList: [logPort],
    resourceLimits: LIMITS,
  });
  const done = ended(worker);
  const ready = new Promise<void>((resolve) => {
    worker.on('message', (message: ProcessorMessage) => {
      if (message.kind === 'reattributing') onReattributing(message);
      if (message.kind === 'ready') resolve();
    });
  });
  await Promise.race([ready, done]);
  return {
    done,
    stop: async () => {
      worker.postMessage('stop');
      await done;
    },
  };
}

export interface SyncThread {
  readonly result: Promise<SyncSummary>;
  /** Ends the run after the page in hand; what is durable stays. */
  cancel(): void;
}

/** Runs one connection's sync in a thread. */
export function startSyncThread(
  { log }: Runtime,
  projectPath: string,
  connection: string,
  onProgress: (message: Extract<SyncMessage, { kind: 'progress' }>) => void,
): SyncThread {
  const logPort = log.port();
  const start: SyncStart = { projectPath, logPort, connection };
  const worker = new Worker(new URL('../sync/worker.ts', import.meta.url), {
    workerData: start,
    transferList: [logPort],
    resourceLimits: LIMITS,
  });
  const result = new Promise<SyncSummary>((resolve, reject) => {
    worker.on('message', (message: SyncMessage) => {
      if (message.kind === 'progress') onProgress(message);
      else resolve(message.result);
    });
    ended(worker).then(
      () => reject(new Error(`the sync of ${connection} ended without a result`)),
      reject,
    );
  });
  return { result, cancel: () => worker.postMessage('stop') };
}

async function ended(worker: Worker): Promise<void> {
  const failed = new Promise<never>((_, reject) => worker.once('error', reject));
  await Promise.race([once(worker, 'exit'), failed]);
}
