import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Goal } from '../../schemas/goals.ts';
import { APP, type AskedStandIn } from './stand-in.ts';

/** A project with one connection to a stand-in for Shopify, in a temporary folder. */
export async function standInProject(
  standIn: AskedStandIn,
  goals: readonly Goal[],
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'goalstream-shopify-'));
  const shop = {
    connector: 'shopify',
    shop: standIn.shop.info.myshopifyDomain,
    clientId: APP.clientId,
    clientSecret: APP.clientSecret,
    streams: ['sales', 'returns', 'shipments'],
    endpoint: standIn.url,
  };
  const config = {
    business: { name: 'Skovby', timezone: 'Europe/Copenhagen', currency: 'DKK' },
    connections: { shop },
    server: { port: 0 },
  };
  await writeFile(join(folder, 'goalstream.yaml'), stringify(config));
  await mkdir(join(folder, 'goals'));
  const owners = [{ id: 'anna', name: 'Anna Holm' }];
  await writeFile(join(folder, 'goals', 'goals.yaml'), stringify({ owners, goals }));
  return folder;
}
