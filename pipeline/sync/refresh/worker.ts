import { parentPort, workerData } from 'node:worker_threads';
import type {
  RefreshMessage,
  RefreshOrder,
  RefreshStart,
  SyncSummary,
} from '../../app/worker-messages.ts';
import { openConnection, ownSpan } from '../open-connection.ts';
import { Refresher } from './refresher.ts';

/**
 * Reads things of one connection again, order after order, in a thread that stays: what a sync
 * opens anew each time is open here.
 */
const connection = await openConnection(workerData as RefreshStart);
const refresher = new Refresher(connection.parts);
let stop = new AbortController();

async function refresh({ keys, traceparent }: RefreshOrder): Promise<SyncSummary> {
  stop = new AbortController();
  return refresher.run(keys, { signal: stop.signal, ...ownSpan(traceparent) });
}

async function end(): Promise<void> {
  stop.abort();
  refresher.close();
  await connection.close();
  parentPort?.close();
}

parentPort?.on('message', (message: RefreshMessage) => {
  if (message === 'stop') stop.abort();
  else if (message === 'end') void end();
  else void refresh(message).then((summary) => parentPort?.postMessage(summary));
});
