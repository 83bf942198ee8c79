import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Goal } from '../../../schemas/goals.ts';
import { SECRET } from './server.ts';

/** A project with one connection to a fake shop, in a temporary folder. */
export async function fakeShopProject(
  url: string,
  goals: readonly Goal[],
  settings: object = {},
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'goalstream-calling-shop-'));
  const config = {
    business: { name: 'Test', timezone: 'Europe/Copenhagen', currency: 'DKK' },
    connections: { shop: { connector: 'fake-shop', url, secret: SECRET } },
    server: { port: 0, publicUrl: 'https://goals.example' },
    ...settings,
  };
  await writeFile(join(folder, 'goalstream.yaml'), stringify(config));
  await mkdir(join(folder, 'goals'));
  const owners = [{ id: 'anna', name: 'Anna Holm' }];
  await writeFile(join(folder, 'goals', 'goals.yaml'), stringify({ owners, goals }));
  return folder;
}
