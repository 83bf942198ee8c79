import type { Goal } from '../../schemas/goals.ts';
import { projectFolder } from './project-folder.ts';
import { APP, type AskedStandIn } from './stand-in.ts';

/** A project with one connection to a stand-in for Shopify, in a temporary folder. */
export function standInProject(standIn: AskedStandIn, goals: readonly Goal[]): Promise<string> {
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
  return projectFolder('shopify', config, goals);
}
