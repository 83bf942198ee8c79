import { parentPort, workerData } from 'node:worker_threads';
import { connectors } from '../../connectors/registry.ts';
import type { ProcessorMessage, ProcessorStart } from '../app/worker-messages.ts';
import { loadProject } from '../config/load-project.ts';
import { connectLog } from '../log/access.ts';
import { openStore } from '../store/clickhouse-store.ts';
import { startProcessor } from './processor.ts';

/** The processor in a thread of its own, so that pages answer while facts stream in. */
async function main(start: ProcessorStart): Promise<void> {
  const tell = (message: ProcessorMessage): void => parentPort?.postMessage(message);
  const project = await loadProject(start.projectPath, connectors, process.env);
  const log = await connectLog(start.log);
  const store = openStore(start.store);
  const processor = await startProcessor({
    store,
    log,
    goals: project.goals,
    stages: start.stages,
    factsPerBatch: start.factsPerBatch,
    now: Date.now,
    onReattributing: (progress) => tell({ kind: 'reattributing', ...progress }),
    onBatch: (report) => tell({ kind: 'batch', ...report }),
  });
  tell({ kind: 'ready' });
  parentPort?.once('message', () => void processor.stop());
  await processor.done;
  await Promise.all([store.close(), log.close()]);
  tell({ kind: 'stopped' });
  parentPort?.close();
}

await main(workerData as ProcessorStart);
