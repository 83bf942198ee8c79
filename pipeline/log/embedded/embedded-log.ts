import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { type Log, LogError } from '../log.ts';
import { ClientLog } from './client-log.ts';
import type { ControlMessage, ReadyMessage, WorkerOptions } from './protocol.ts';

const WEEK_MS = 7 * 86_400_000;
/** MiB for young objects: records pass through, so that more would only be filled with garbage. */
const YOUNG_MB = 12;

export interface EmbeddedLogOptions {
  /** The data folder; the log is its file `log.db`. Created when missing. */
  readonly dir: string;
  /** How long consumed records are kept where the topic does not say, in ms. Default: 7 days. */
  readonly retainMs?: number;
}

export interface EmbeddedLog extends Log {
  /** A port to hand over to another thread, for connectEmbeddedLog there. */
  port(): MessagePort;
  /** It has fewer records than it once acknowledged: its end was lost, or it is an older copy. */
  readonly torn: boolean;
  /** From now on it is taken as it is: what was lost is made good. */
  trust(): void;
  /** Removes now what may go; otherwise it happens by itself. Answers how many records went. */
  trim(): Promise<number>;
}

/**
 * Opens the embedded log in a thread of its own. Throws LogError where another process has it, or
 * the file cannot be used. Closing it ends the logs connected through its ports too.
 */
export async function openEmbeddedLog(options: EmbeddedLogOptions): Promise<EmbeddedLog> {
  await mkdir(options.dir, { recursive: true, mode: 0o700 });
  const workerData: WorkerOptions = {
    path: join(options.dir, 'log.db'),
    retainMs: options.retainMs ?? WEEK_MS,
  };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData,
    name: 'goalstream log',
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  const torn = await started(worker);
  return embeddedLog(worker, torn);
}

/** The log of another thread, by a port that its opener gave. Closing it leaves the log open. */
export function connectEmbeddedLog(port: MessagePort): Log {
  return new ClientLog(port);
}

function embeddedLog(worker: Worker, torn: boolean): EmbeddedLog {
  const tell = (message: ControlMessage, transfer: readonly MessagePort[] = []): void =>
    worker.postMessage(message, transfer);
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const port = (): MessagePort => {
    const { port1, port2 } = new MessageChannel();
    tell({ connect: port2 }, [port2]);
    return port1;
  };
  const own = new ClientLog(port());
  return {
    createTopics: (topics) => own.createTopics(topics),
    append: (topic, records) => own.append(topic, records),
    consume: (consumeOptions) => own.consume(consumeOptions),
    latestByKey: (topic) => own.latestByKey(topic),
    read: (topic, range) => own.read(topic, range),
    lag: (group, topics) => own.lag(group, topics),
    rewrite: (topic, change) => own.rewrite(topic, change),
    trim: () => own.trim(),
    torn,
    trust: () => tell({ trust: true }),
    port,
    close: async () => {
      await own.close();
      tell({ close: true });
      await exited;
    },
  };
}

/** Waits for the thread. Should it crash later, its ports close and every request is refused. */
function started(worker: Worker): Promise<boolean> {
  return new Promise((resolve, reject) => {
    worker.once('message', (message: ReadyMessage) => {
      if ('ready' in message) resolve(message.torn);
      else reject(new LogError(message.failed.message, message.failed));
    });
    worker.on('error', (error) => {
      const message = `the log's thread failed: ${String(error)}`;
      reject(new LogError(message, { retry: true, cause: error }));
    });
  });
}
