import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/**
 * Reads every SQLite file of a data folder (the log, the indexes of snapshots, the vault) in a thread
 * of its own, beside whoever works with them.
 * @returns the damaged ones, by their paths within the folder; none where it is told to stop.
 */
export async function damagedFiles(dataDir: string, stop: AbortSignal): Promise<readonly string[]> {
  const indexes = await readdir(join(dataDir, 'snapshots')).catch(() => []);
  const names = ['log.db', 'vault.db', ...indexes.map((name) => join('snapshots', name))].filter(
    (name) => name.endsWith('.db') && existsSync(join(dataDir, name)),
  );
  if (names.length === 0 || stop.aborted) return [];
  const worker = new Worker(new URL('file-check-worker.ts', import.meta.url), {
    workerData: { dataDir, names },
  });
  const end = (): void => void worker.terminate();
  stop.addEventListener('abort', end, { once: true });
  try {
    return await new Promise<readonly string[]>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => resolve([]));
    });
  } finally {
    stop.removeEventListener('abort', end);
  }
}
