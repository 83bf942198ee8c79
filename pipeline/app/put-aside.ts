import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Renames the files of a store or log that can't be read, so that a new one begins in their place.
 * @returns what was done, in words.
 */
export async function putAside(dataDir: string, part: 'store' | 'log'): Promise<string> {
  const suffix = `damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  const all = await readdir(dataDir);
  const names =
    part === 'store'
      ? ['store']
      : ['log.db', 'log.db-wal', 'log.db-shm'].filter((name) => all.includes(name));
  for (const name of names) await rename(join(dataDir, name), join(dataDir, `${name}.${suffix}`));
  return `the ${part} could not be read and was put aside as ${names.map((name) => `${name}.${suffix}`).join(', ')}; remove it once all is well`;
}
