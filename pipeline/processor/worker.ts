import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { connectors } from '../../connectors/registry.ts';
import type { ProcessorMessage, ProcessorStart } from '../app/worker-messages.ts';
import { loadSetup } from '../config/load-project.ts';
import { Agreed } from '../goals/agreed.ts';
import { Seals } from '../integrity/seals.ts';
import { connectLog } from '../log/access.ts';
import type { Log } from '../log/log.ts';
import { openStore } from '../store/clickhouse-store.ts';
import type { Store } from '../store/store.ts';
import { agreedRules } from './rule-set.ts';
import { startProcessor } from './processor.ts';

/** The processor in a thread of its own, so that pages answer while facts stream in. */
async function main(start: ProcessorStart): Promise<void> {
  const stop = parentPort === null ? new Promise<never>(() => {}) : once(parentPort, 'message');
  const log = await unless(stop, connectLog(start.log));
  if (log === undefined) return;
  const store = openStore(start.store);
  try {
    await run(start, store, log, stop);
  } finally {
    await Promise.all([store.close(), log.close()]);
  }
}

/** Runs until it is told to stop, at whatever it is, or fails. */
async function run(
  start: ProcessorStart,
  store: Store,
  log: Log,
  stop: Promise<unknown>,
): Promise<void> {
  const tell = (message: ProcessorMessage): void => parentPort?.postMessage(message);
  const project = await loadSetup(start.projectPath, connectors, process.env);
  const starting = startProcessor({
    store,
    log,
    rules: agreedRules(new Agreed(log), project.metrics),
    currency: project.config.business.currency,
    stages: start.stages,
    factsPerBatch: start.factsPerBatch,
    seals: new Seals({ store, log, embedded: start.store.blocksDir !== undefined, now: Date.now }),
    now: Date.now,
    onReattributing: (progress) => tell({ kind: 'reattributing', ...progress }),
    onBatch: (report) => tell({ kind: 'batch', ...report }),
  });
  const processor = await unless(stop, starting);
  if (processor === undefined) return;
  tell({ kind: 'ready' });
  void stop.then(() => processor.stop());
  await processor.done;
}

/** What it gives; undefined where the thread is told to stop before. */
async function unless<T>(stop: Promise<unknown>, work: Promise<T>): Promise<T | undefined> {
  return Promise.race([work, stop.then(() => undefined)]);
}

await main(workerData as ProcessorStart);
// A statement of a batch that was given up may go on: it must not keep the thread.
process.exit();
