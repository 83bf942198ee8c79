import type { Goal } from '../../../schemas/goals.ts';
import { projectFolder } from '../project-folder.ts';
import { SECRET } from './server.ts';

/** A project with one connection to a fake shop, in a temporary folder. */
export function fakeShopProject(
  url: string,
  goals: readonly Goal[],
  settings: object = {},
): Promise<string> {
  const config = {
    business: { name: 'Test', timezone: 'Europe/Copenhagen', currency: 'DKK' },
    connections: { shop: { connector: 'fake-shop', url, secret: SECRET } },
    server: { port: 0, publicUrl: 'https://goals.example' },
    ...settings,
  };
  return projectFolder('calling-shop', config, goals);
}
