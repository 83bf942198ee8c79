import type { Broker } from 'kafkajs';
import { connectionPoolOf } from './internals.ts';

const JOIN_GROUP = 11;

/** kafkajs takes this for final: it neither joins again nor looks for the coordinator. */
class Leaving extends Error {
  readonly retriable = false;
  constructor() {
    super('the consumer is being stopped');
  }
}

/**
 * Follows how a consumer joins its group. A join waits for every other member, for up to their
 * rebalance timeout, and kafkajs can't leave before it is answered: a consumer that is stopped
 * meanwhile has to leave over another connection.
 */
export class Membership {
  #memberId = '';
  #joins = 0;
  #ended = false;

  /** Follows the joins that go to a broker. */
  watch(broker: Broker): void {
    const pool = connectionPoolOf(broker);
    const send = pool.send.bind(pool);
    pool.send = (message) =>
      message.request.apiKey === JOIN_GROUP ? this.#join(message, send) : send(message);
  }

  /** No join is sent any more. Gives the member whose join waits for others, if there is one. */
  end(): string | undefined {
    this.#ended = true;
    return this.#joins > 0 && this.#memberId !== '' ? this.#memberId : undefined;
  }

  async #join<T>(message: T, send: (message: T) => Promise<unknown>): Promise<unknown> {
    if (this.#ended) throw new Leaving();
    this.#joins += 1;
    try {
      const answer = await send(message);
      this.#learn(answer);
      return answer;
    } catch (error) {
      this.#learn(error);
      throw error;
    } finally {
      this.#joins -= 1;
    }
  }

  /** The broker names the member in its answer, and in the error that asks to join with the name. */
  #learn(answer: unknown): void {
    if (typeof answer !== 'object' || answer === null || !('memberId' in answer)) return;
    if (typeof answer.memberId === 'string') this.#memberId = answer.memberId;
  }
}
