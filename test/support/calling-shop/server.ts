import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { proofOf } from './connector.ts';

interface Order {
  readonly gross: string | undefined;
  readonly customer?: string;
  /** ms since the epoch. */
  readonly at: number;
}

/** Node's options that make the fake shop a connector in a process and its threads. */
export const WITH_FAKE_SHOP = {
  NODE_OPTIONS: `--import ${fileURLToPath(new URL('register.ts', import.meta.url))}`,
};

export const SECRET = 'a secret between friends';

/** A shop in memory, served over HTTP, that can call. */
export class FakeShop {
  readonly orders = new Map<string, Order>();
  /** Answers of the shop instead of orders, one by one. */
  readonly faults: number[] = [];
  /** Asked for one of them, the shop answers 400. */
  readonly poison = new Set<string>();
  requests = 0;
  #generation = Date.now();
  #server: Server | undefined;

  async start(): Promise<string> {
    const server = createServer((request, response) => {
      this.requests += 1;
      const ids = new URL(request.url ?? '/', 'http://x').searchParams.get('ids')?.split(',');
      const status = this.faults.shift() ?? (ids?.some((id) => this.poison.has(id)) ? 400 : 200);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(status === 200 ? this.#answer(ids) : {}));
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  #answer(ids: readonly string[] | undefined): object[] {
    const wanted = ids ?? [...this.orders.keys()];
    return wanted.map((id) => ({
      id,
      at: 0,
      ...this.orders.get(id),
      generation: (this.#generation += 1),
    }));
  }
}

/** Sends a webhook of the shop; gives the status. */
export async function call(
  url: string,
  message: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<number> {
  const body = JSON.stringify(message);
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'x-proof': proofOf(SECRET, body), ...headers },
  });
  await response.arrayBuffer();
  return response.status;
}
