import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { TestEngine } from '../support/engine.ts';

/** Asks an engine's BI port, in order and out of order. */
export class Asking {
  readonly #engine: TestEngine;
  readonly #open: Socket[] = [];

  constructor(engine: TestEngine) {
    this.#engine = engine;
  }

  login(): Record<string, string> {
    const { name, password } = this.#engine.bi;
    return { 'x-clickhouse-user': name, 'x-clickhouse-key': password };
  }

  /** Status and text of the answer. */
  async bi(
    sql: string,
    path = '/',
    headers: Readonly<Record<string, string>> = {},
  ): Promise<[number, string]> {
    const response = await fetch(this.#engine.biUrl + path, {
      method: 'POST',
      headers: { ...this.login(), ...headers },
      body: sql,
    });
    return [response.status, await response.text()];
  }

  /** What the product's own door, which judges nothing, answers. */
  async admin(sql: string): Promise<string> {
    const { name, password } = this.#engine.admin;
    const headers = { 'x-clickhouse-user': name, 'x-clickhouse-key': password };
    const response = await fetch(this.#engine.url, { method: 'POST', headers, body: sql });
    return response.text();
  }

  /** A statement of the product's. */
  async own(): Promise<unknown[]> {
    const store = await this.#engine.emptyStore('bodies');
    return store.query('SELECT 1 AS one');
  }

  /** The head of a request with the statement, without the empty line at its end. */
  head(sql: string): string {
    const lines = Object.entries(this.login()).map(([name, value]) => `${name}: ${value}`);
    return ['POST / HTTP/1.1', 'Host: localhost', ...lines, `Content-Length: ${sql.length}`].join(
      '\r\n',
    );
  }

  /** A connection with what was sent on it. */
  async dial(url: string, text = ''): Promise<Socket> {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    this.#open.push(socket);
    socket.on('error', () => {});
    await once(socket, 'connect');
    if (text !== '') socket.write(text, 'latin1');
    return socket;
  }

  /** What comes back until the other side closes. */
  async answerTo(url: string, text: string): Promise<string> {
    const socket = await this.dial(url);
    const chunks: Buffer[] = [];
    socket.on('data', (bytes: Buffer) => chunks.push(bytes));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(text, 'latin1');
    await closed;
    return Buffer.concat(chunks).toString('latin1');
  }

  /** Closes the connections that were dialled. */
  hangUp(): void {
    for (const socket of this.#open.splice(0)) socket.destroy();
  }
}

export async function ping(url: string): Promise<string> {
  return (await fetch(`${url}/ping`)).text();
}
