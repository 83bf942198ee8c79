import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { connectors } from '../../connectors/registry.ts';
import type { SyncMessage, SyncStart, SyncSummary } from '../app/worker-messages.ts';
import { loadProject } from '../config/load-project.ts';
import { connectEmbeddedLog } from '../log/embedded/embedded-log.ts';
import { openCursors } from './cursors.ts';
import { openCustomerKey } from './customer-key.ts';
import { runSync } from './runner.ts';
import { openSnapshotIndex } from './snapshot-index.ts';

/** One sync run of one connection in a thread of its own. */
async function main(start: SyncStart): Promise<SyncSummary> {
  const project = await loadProject(start.projectPath, connectors, process.env);
  const connection = project.connections.find(({ name }) => name === start.connection);
  if (connection === undefined) throw new Error(`there is no connection ${start.connection}`);
  const { timezone, currency } = project.config.business;
  const stop = new AbortController();
  parentPort?.once('message', () => stop.abort());
  const log = connectEmbeddedLog(start.logPort);
  const folder = join(project.dataDir, 'snapshots');
  await mkdir(folder, { recursive: true });
  const snapshots = openSnapshotIndex(join(folder, `${connection.name}.db`));
  try {
    return await runSync({
      connection,
      log,
      snapshots,
      cursors: await openCursors(log),
      context: {
        connection: connection.name,
        timezone,
        currency,
        baseDir: project.baseDir,
        now: Date.now,
        customerKey: await openCustomerKey(project.dataDir),
      },
      signal: stop.signal,
      onProgress: (stream, progress) => tell({ kind: 'progress', stream, ...progress }),
    });
  } finally {
    snapshots.close();
    await log.close();
  }
}

function tell(message: SyncMessage): void {
  parentPort?.postMessage(message);
}

tell({ kind: 'result', result: await main(workerData as SyncStart) });
parentPort?.close();
