import type { MessagePort } from 'node:worker_threads';
import { LogError } from '../log.ts';
import type { Answer, Args, Operation, ReplyMessage } from './protocol.ts';

interface Pending {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: LogError) => void;
}

/** Requests and answers over a port to the log's thread. */
export class PortClient {
  readonly #port: MessagePort;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #closed = false;

  constructor(port: MessagePort) {
    this.#port = port;
    port.on('message', (reply: ReplyMessage) => this.#settle(reply));
    port.on('close', () => this.#fail());
  }

  /** Rejects with LogError: what the log's thread says, or that the log is closed. */
  request<O extends Operation>(op: O, args: Args<O>): Promise<Answer<O>> {
    if (this.#closed) return Promise.reject(closedError());
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the thread answers what the operation says
      const settle = (answer: unknown): void => resolve(answer as Answer<O>);
      this.#pending.set(id, { resolve: settle, reject });
      this.#port.postMessage({ id, op, args }, []);
    });
  }

  close(): void {
    this.#fail();
    this.#port.close();
  }

  #settle(reply: ReplyMessage): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if ('error' in reply) pending?.reject(new LogError(reply.error.message, reply.error));
    else pending?.resolve(reply.answer);
  }

  #fail(): void {
    this.#closed = true;
    for (const pending of this.#pending.values()) pending.reject(closedError());
    this.#pending.clear();
  }
}

function closedError(): LogError {
  return new LogError('the log is closed: open it again', { retry: false });
}
