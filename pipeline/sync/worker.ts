import { parentPort, workerData } from 'node:worker_threads';
import type { SyncMessage, SyncStart, SyncSummary } from '../app/worker-messages.ts';
import { openConnection, ownSpan } from './open-connection.ts';
import { runSync } from './runner.ts';

/** One sync run of one connection in a thread of its own. */
async function main(start: SyncStart): Promise<SyncSummary> {
  const stop = new AbortController();
  parentPort?.once('message', () => stop.abort());
  const { parts, ...connection } = await openConnection(start);
  try {
    return await runSync({
      ...parts,
      signal: stop.signal,
      newIndex: start.newIndex === true,
      acceptShrink: start.acceptShrink === true,
      ...ownSpan(start.traceparent),
      onProgress: (stream, progress) => tell({ kind: 'progress', stream, ...progress }),
    });
  } finally {
    await connection.close();
  }
}

function tell(message: SyncMessage): void {
  parentPort?.postMessage(message);
}

tell({ kind: 'result', result: await main(workerData as SyncStart) });
parentPort?.close();
