import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Problem } from './problem.ts';

/**
 * The YAML files under some paths (files or folders, in name order), absolute. A path where nothing
 * is becomes a problem of goalstream.yaml's `key`.
 */
export async function yamlFilesUnder(
  baseDir: string,
  paths: readonly string[],
  key: string,
  problems: Problem[],
): Promise<readonly string[]> {
  const files: string[] = [];
  for (const path of paths) {
    const absolute = resolve(baseDir, path);
    const found = await stat(absolute).catch(() => undefined);
    if (found === undefined) {
      problems.push({
        file: 'goalstream.yaml',
        path: key,
        message: `there is no file or folder ${path}`,
        mend: `make ${path}, or correct the path`,
      });
    } else if (found.isDirectory()) {
      const names = await readdir(absolute, { recursive: true });
      files.push(
        ...names
          .filter((name) => /\.ya?ml$/.test(name))
          .toSorted()
          .map((name) => join(absolute, name)),
      );
    } else files.push(absolute);
  }
  return [...new Set(files)];
}
