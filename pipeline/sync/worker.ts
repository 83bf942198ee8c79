import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { connectors } from '../../connectors/registry.ts';
import type { SyncMessage, SyncStart, SyncSummary } from '../app/worker-messages.ts';
import { loadProject } from '../config/load-project.ts';
import { connectLog } from '../log/access.ts';
import { openCursors } from './cursors.ts';
import { openCustomerKey } from './customer-key.ts';
import { runSync } from './runner.ts';
import { openSnapshotIndex } from './snapshot-index.ts';
import { openVault } from './vault.ts';

/** One sync run of one connection in a thread of its own. */
async function main(start: SyncStart): Promise<SyncSummary> {
  const project = await loadProject(start.projectPath, connectors, process.env);
  const connection = project.connections.find(({ name }) => name === start.connection);
  if (connection === undefined) throw new Error(`there is no connection ${start.connection}`);
  const { timezone, currency } = project.config.business;
  const stop = new AbortController();
  parentPort?.once('message', () => stop.abort());
  const log = await connectLog(start.log);
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
        vault: openVault(project.dataDir, connection.name),
      },
      signal: stop.signal,
      newIndex: start.newIndex === true,
      ...(start.traceparent === undefined ? {} : { traceparent: spanOf(start.traceparent) }),
      onProgress: (stream, progress) => tell({ kind: 'progress', stream, ...progress }),
    });
  } finally {
    snapshots.close();
    await log.close();
  }
}

/** A span of its own in the trace of who asked for the sync. */
function spanOf(traceparent: string): string {
  const [version, trace, , flags] = traceparent.split('-');
  return [version, trace, randomBytes(8).toString('hex'), flags].join('-');
}

function tell(message: SyncMessage): void {
  parentPort?.postMessage(message);
}

tell({ kind: 'result', result: await main(workerData as SyncStart) });
parentPort?.close();
