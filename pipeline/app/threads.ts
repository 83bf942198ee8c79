import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { within } from '../within.ts';
import type { Stage } from '../processor/processor.ts';
import type { Running } from './keep-running.ts';
import type { Runtime } from './runtime.ts';
import type {
  BatchReport,
  ProcessorMessage,
  ProcessorStart,
  RefreshMessage,
  RefreshOrder,
  RefreshStart,
  SyncMessage,
  SyncStart,
  SyncSummary,
} from './worker-messages.ts';

/**
 * MiB of JavaScript heap of a thread. Work is done in bounded batches; a small young generation
 * keeps the memory of several threads low.
 */
const SMALL = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 12 };

/** Facts in one batch, at most, on a single machine. */
export const FACTS_PER_BATCH = 25_000;

/** How large a processor is: one of a single machine, or a worker that has a backlog to itself. */
const SIZES = {
  embedded: { factsPerBatch: FACTS_PER_BATCH, resourceLimits: SMALL },
  // The lower the limit, the less V8 lets a heap grow between two collections: this one stays below 200.
  kafka: {
    factsPerBatch: 100_000,
    resourceLimits: { maxOldGenerationSizeMb: 1536, maxYoungGenerationSizeMb: 48 },
  },
} as const;

/** What has not ended this long after it was told to is ended, ms. */
export const STOP_MS = 8_000;

/** A thread that rests has nothing to finish, ms. */
const END_MS = 2_000;

export interface ProcessorHooks {
  readonly onReattributing?: (progress: { done: number; total: number }) => void;
  readonly onBatch?: (report: BatchReport) => void;
}

/**
 * Starts a thread that runs stages of the processor. Resolves once they are running, or the thread
 * has ended because the signal was aborted before.
 */
export async function startProcessorThread(
  { shareLog, storeAccess }: Pick<Runtime, 'shareLog' | 'storeAccess'>,
  projectPath: string,
  stages: readonly Stage[],
  signal: AbortSignal,
  hooks: ProcessorHooks = {},
): Promise<Running> {
  const { access, transfer } = shareLog();
  const { factsPerBatch, resourceLimits } = SIZES[access.kind];
  const start: ProcessorStart = {
    projectPath,
    log: access,
    store: storeAccess,
    stages,
    factsPerBatch,
  };
  const worker = new Worker(new URL('../processor/worker.ts', import.meta.url), {
    workerData: start,
    transferList: transfer,
    resourceLimits,
  });
  const done = ended(worker);
  const ready = new Promise<void>((resolve) => {
    worker.on('message', (message: ProcessorMessage) => {
      if (message.kind === 'reattributing') hooks.onReattributing?.(message);
      if (message.kind === 'batch') hooks.onBatch?.(message);
      if (message.kind === 'ready') resolve();
    });
  });
  const stop = stopper(worker, done);
  const cancel = (): void => void stop().catch(() => undefined);
  signal.addEventListener('abort', cancel, { once: true });
  await Promise.race([ready, done]).finally(() => signal.removeEventListener('abort', cancel));
  return { done, stop };
}

export interface SyncThread {
  readonly result: Promise<SyncSummary>;
  /** Ends the run after the page in hand; what is durable stays. */
  cancel(): void;
}

/** Runs one connection's sync in a thread. */
export function startSyncThread(
  { shareLog }: Pick<Runtime, 'shareLog'>,
  options: Omit<SyncStart, 'log'>,
  onProgress: (message: Extract<SyncMessage, { kind: 'progress' }>) => void,
): SyncThread {
  const { access, transfer } = shareLog();
  const start: SyncStart = { ...options, log: access };
  const worker = new Worker(new URL('../sync/worker.ts', import.meta.url), {
    workerData: start,
    transferList: transfer,
    resourceLimits: SMALL,
  });
  const result = new Promise<SyncSummary>((resolve, reject) => {
    worker.on('message', (message: SyncMessage) => {
      if (message.kind === 'progress') onProgress(message);
      else resolve(message.result);
    });
    ended(worker).then(
      () => reject(new Error(`the sync of ${options.connection} ended without a result`)),
      reject,
    );
  });
  return { result, cancel: () => worker.postMessage('stop') };
}

/** A thread that reads things of one connection again, order after order. */
export interface RefreshThread {
  /** One at a time. Rejects where the thread has ended. */
  run(order: RefreshOrder): Promise<SyncSummary>;
  /** Ends the order in hand after its page; what is durable stays. */
  cancel(): void;
  /** Ends the thread. */
  end(): Promise<void>;
}

/** Starts a connection's thread for refreshes. */
export function startRefreshThread(
  { shareLog }: Pick<Runtime, 'shareLog'>,
  options: Omit<RefreshStart, 'log'>,
): RefreshThread {
  const { access, transfer } = shareLog();
  const start: RefreshStart = { ...options, log: access };
  const worker = new Worker(new URL('../sync/refresh/worker.ts', import.meta.url), {
    workerData: start,
    transferList: transfer,
    resourceLimits: SMALL,
  });
  const done = ended(worker);
  const gone = done.then(() => {
    throw new Error(`the thread of ${options.connection} ended without an answer`);
  });
  gone.catch(() => undefined);
  const tell = (message: RefreshMessage): void => worker.postMessage(message);
  return {
    run: (order) => {
      const answered = once(worker, 'message').then(([summary]) => summary as SyncSummary);
      tell(order);
      return Promise.race([answered, gone]);
    },
    cancel: () => tell('stop'),
    end: async () => {
      tell('end');
      const left = await within(END_MS, done).catch(() => true);
      if (!left) await worker.terminate();
    },
  };
}

/** Tells a thread to stop, once, and ends it where it does not. */
function stopper(worker: Worker, done: Promise<void>): () => Promise<void> {
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    worker.postMessage('stop');
    if (await within(STOP_MS, done)) return;
    await worker.terminate();
    const message = `the processor was ended ${STOP_MS / 1_000} s after it was told to stop`;
    throw new Error(`${message}: what it had in hand is not committed and is read again`);
  };
  return () => (stopping ??= stop());
}

async function ended(worker: Worker): Promise<void> {
  const failed = new Promise<never>((_, reject) => worker.once('error', reject));
  await Promise.race([once(worker, 'exit'), failed]);
}
