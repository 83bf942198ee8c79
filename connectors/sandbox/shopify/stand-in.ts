import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Faults } from './faults.ts';
import type { StandInOptions } from './options.ts';
import { partsOf, statsOf } from './parts.ts';
import { handle } from './routes.ts';
import type { Stats } from './stats.ts';
import type { Tokens } from './tokens.ts';
import { standInWebhooks, type StandInWebhooks } from './webhooks.ts';

/** A running stand-in for a shop at Shopify. */
export interface StandIn {
  /** Such as http://127.0.0.1:4711, instead of https://<shop>. */
  readonly url: string;
  readonly faults: Faults & { clear(): void };
  readonly tokens: Pick<Tokens, 'expire'>;
  readonly webhooks: StandInWebhooks;
  stats(): Stats;
  /** Calls back before each request is looked at, with its operation's name. */
  onRequest(listener: (operation: string) => void): void;
  close(): Promise<void>;
}

/** Starts a stand-in on 127.0.0.1 that speaks as Shopify does for the shop. */
export async function startStandIn(options: StandInOptions): Promise<StandIn> {
  let url = '';
  const parts = partsOf(options, () => url);
  const server = createServer((request, response) => {
    handle(parts, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { faults, jobs, sender, subscriptions, tokens } = parts;
  return {
    url,
    tokens,
    faults: {
      ...faults,
      clear: () => {
        for (const list of Object.values(faults)) list.clear();
      },
    },
    webhooks: standInWebhooks(options, subscriptions, sender),
    stats: () => statsOf(parts),
    onRequest: (listener) => void parts.listeners.push(listener),
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await Promise.all([closed, jobs.close(), sender.close()]);
    },
  };
}
