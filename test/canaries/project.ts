import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A secret's value that nothing else has. */
export function canary(of: string): string {
  return `CANARY.${of}~7q`;
}

/** Each configuration field that can hold a secret has its own; this is how all of them begin. */
export const CANARY = /CANARY\.[\w-]+~7q|CANARY%2E[\w-]+/g;

/** What a terminal would act on, in every text that people write. */
export const ACTIVE = '\u001B]0;owned\u0007\u001B[2J\u009B31m\u202E';

const environment = ['SHOP_TOKEN', 'OTHER_SECRET', 'KAFKA_PASSWORD', 'GOALSTREAM_VAULT_KEY'];

/** Variables of the environment that the configuration names, each a secret. */
export const ENVIRONMENT = Object.fromEntries(environment.map((name) => [name, canary(name)]));

const business = 'business: { name: Skovby, timezone: Europe/Copenhagen, currency: DKK }\n';
const pair = (of: string): string => `${canary(`${of}-user`)}:${canary(`${of}-password`)}`;
const query = (of: string): string => `?token=${canary(`${of}-query`)}#t=${canary(`${of}-part`)}`;
const url = (port: number, of: string): string =>
  `http://${pair(of)}@127.0.0.1:${port}/${of}${query(of)}`;

/** Connections whose source echoes all that it gets. @param port of that source. */
function connections(port: number): string {
  return `connections:
  rates: { connector: fx, url: "${url(port, 'fx')}", allowPrivate: true }
  closed: { connector: fx, url: "${url(port, 'closed')}" }
  nowhere: { connector: fx, url: "${url(1, 'nowhere')}", allowPrivate: true }
  shop: { connector: shopify, shop: a.myshopify.com, accessToken: "\${SHOP_TOKEN}", clientSecret: "${canary('client')}", endpoint: "http://${pair('endpoint')}@127.0.0.1:${port}/e", streams: [sales] }
  app: { connector: shopify, shop: b.myshopify.com, clientId: app, clientSecret: "\${OTHER_SECRET}", refreshToken: "${canary('refresh')}", endpoint: "http://127.0.0.1:${port}", streams: [sales] }
  file: { connector: csv, path: "sales.csv", fact: sale, mode: snapshot, columns: { id: id, orderId: id, occurredAt: t, quantity: n, unitPrice: p } }
`;
}

const GOALS = `owners: [{ id: mette, name: ${JSON.stringify(`Mette${ACTIVE}`)} }]
goals:
  - { id: net, title: ${JSON.stringify(`Net${ACTIVE}sales`)}, metric: net_sales, owner: mette, type: reach, target: 100000, window: { start: 2020-01-01, end: 2099-12-31 } }
`;

/** Projects by their file: what works on the machine, what needs servers that are gone, and mistakes. */
export async function writeProjects(folder: string, port: number): Promise<void> {
  const server = 'server: { port: 0 }\n';
  const gone = `store: { url: "${url(1, 'store').replace(/\?.*$/, '')}", username: u, password: "${canary('store')}" }\n`;
  const kafka = `log: { kafka: { brokers: ["127.0.0.1:1"], sasl: { mechanism: plain, username: u, password: "\${KAFKA_PASSWORD}" } } }\n`;
  const wrong = `connections:
  shop: { connector: shopify, shop: "${url(port, 'wrong')}", accessToken: { token: "${canary('nested')}" }, clientSecret: ["${canary('list')}"], endpoint: "nonsense://${pair('endpoint-wrong')}@x${query('wrong')}", timeLimit: "${url(1, 'limit')}" }
  rates: { connector: fx, url: "ht tp://${pair('fx-wrong')}@x", headers: { x: "${canary('header')}" }, password: "${canary('unknown')}" }
store: { url: "${url(1, 'store-wrong')}", password: { password: "${canary('store-nested')}" }, apiKey: "${canary('unknown-store')}" }
`;
  const files: Readonly<Record<string, string>> = {
    'goalstream.yaml': business + connections(port) + server,
    'gone.yaml': business + gone + server,
    'kafka.yaml': business + kafka + server,
    'wrong.yaml': business + wrong,
    'broken.yaml': `${business}store: { password: "${canary('broken')}" url: "${url(1, 'broken-url')}" }\n`,
    'sales.csv': `id,t,n,p\n1,2026-03-01,1,5\n2,never${ACTIVE},1,5\n`,
    'goals/goals.yaml': GOALS,
  };
  await mkdir(join(folder, 'goals'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
}
