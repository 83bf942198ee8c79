import { parentPort, workerData } from 'node:worker_threads';
import { dirname, join } from 'node:path';
import { openDatabase } from './database.ts';
import { HighWater } from './high-water.ts';
import type { ControlMessage, ReadyMessage, WorkerOptions } from './protocol.ts';
import { Server, toErrorMessage } from './server.ts';
import { Storage } from './storage.ts';

/** The log's own thread: SQLite is synchronous, so nothing else runs here. */
function main(options: WorkerOptions): boolean {
  const db = openDatabase(options.path);
  const storage = new Storage(db);
  const highWater = new HighWater(join(dirname(options.path), 'log.count'), storage);
  const server = new Server(storage, highWater, options.retainMs);
  parentPort?.on('message', (message: ControlMessage) => {
    if ('connect' in message) {
      server.connect(message.connect);
      return;
    }
    if ('trust' in message) {
      highWater.trust(storage);
      return;
    }
    server.close();
    db.close();
    highWater.close();
    parentPort?.close();
  });
  return highWater.torn;
}

function tell(message: ReadyMessage): void {
  parentPort?.postMessage(message, []);
}

try {
  const options: WorkerOptions = workerData;
  const torn = main(options);
  tell({ ready: true, torn });
} catch (error) {
  tell({ failed: toErrorMessage(error) });
  parentPort?.close();
}
