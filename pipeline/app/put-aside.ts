import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';

/** Renames an index of snapshots that can't be read. @returns what was done, in words. */
export async function putIndexAside(dataDir: string, connection: string): Promise<string> {
  const folder = join(dataDir, 'snapshots');
  const own = (await readdir(folder)).filter((name) => name.startsWith(`${connection}.db`));
  const suffix = suffixNow();
  for (const name of own) await rename(join(folder, name), join(folder, `${suffix}.${name}`));
  return `the index of snapshots of ${connection} could not be read and was put aside in ${folder}`;
}

function suffixNow(): string {
  return `damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
}

/**
 * Renames the files of a store or log that can't be read, so that a new one begins in their place.
 * @returns what was done, in words.
 */
export async function putAside(dataDir: string, part: 'store' | 'log'): Promise<string> {
  const suffix = suffixNow();
  const all = await readdir(dataDir);
  const names =
    part === 'store'
      ? ['store']
      : ['log.db', 'log.db-wal', 'log.db-shm'].filter((name) => all.includes(name));
  for (const name of names) await rename(join(dataDir, name), join(dataDir, `${name}.${suffix}`));
  return `the ${part} could not be read and was put aside as ${names.map((name) => `${name}.${suffix}`).join(', ')}; remove it once all is well`;
}
