import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Goal } from '../../schemas/goals.ts';

/** A project in a temporary folder, with goals that all are Anna's. @param name tells what it is for. */
export async function projectFolder(
  name: string,
  config: object,
  goals: readonly Goal[],
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `goalstream-${name}-`));
  await writeFile(join(folder, 'goalstream.yaml'), stringify(config));
  await mkdir(join(folder, 'goals'));
  const owners = [{ id: 'anna', name: 'Anna Holm' }];
  await writeFile(join(folder, 'goals', 'goals.yaml'), stringify({ owners, goals }));
  return folder;
}
