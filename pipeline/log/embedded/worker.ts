import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from './database.ts';
import type { ControlMessage, ReadyMessage, WorkerOptions } from './protocol.ts';
import { Server, toErrorMessage } from './server.ts';
import { Storage } from './storage.ts';

/** The log's own thread: SQLite is synchronous, so nothing else runs here. */
function main(options: WorkerOptions): void {
  const db = openDatabase(options.path);
  const server = new Server(new Storage(db), options.retainMs);
  parentPort?.on('message', (message: ControlMessage) => {
    if ('connect' in message) {
      server.connect(message.connect);
      return;
    }
    server.close();
    db.close();
    parentPort?.close();
  });
}

function tell(message: ReadyMessage): void {
  parentPort?.postMessage(message, []);
}

try {
  const options: WorkerOptions = workerData;
  main(options);
  tell({ ready: true });
} catch (error) {
  tell({ failed: toErrorMessage(error) });
  parentPort?.close();
}
