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

/** kafkajs takes this for the group's own word that it has to join. */
class JoiningAnew extends Error {
  readonly type = 'REBALANCE_IN_PROGRESS';
  constructor() {
    super('the consumer joins its group anew');
  }
}

/**
 * Follows how a consumer joins its group. A join waits for every other member, for up to their
 * rebalance timeout, and kafkajs can't leave before it is answered: a consumer that is stopped
 * meanwhile has to leave over another connection.
 */
export class Membership {
  /** Done before each join is sent. */
  beforeJoin: () => Promise<void> = () => Promise.resolve();
  #lost: { readonly error: unknown } | undefined;
  #memberId = '';
  #joins = 0;
  #ended = false;

  /** Follows the joins that go to a broker. */
  watch(broker: Broker): void {
    const pool = connectionPoolOf(broker);
    const send = pool.send.bind(pool);
    pool.send = (message) =>
      message.request.apiKey === JOIN_GROUP ? this.#join(message, send) : send(message);
    const fetch = broker.fetch.bind(broker);
    broker.fetch = (request) => {
      this.check();
      return fetch(request);
    };
  }

  /**
   * What has been fetched is lost: kafkajs must not go on after it, but join anew, which begins at
   * what is committed.
   */
  lose(error: unknown): void {
    this.#lost ??= { error };
  }

  joined(): void {
    this.#lost = undefined;
  }

  /** Throws what made it lose its place, until it has joined anew. */
  check(): void {
    if (this.#lost !== undefined) throw this.#lost.error;
  }

  /** No join is sent any more. Gives the member whose join waits for others, if there is one. */
  end(): string | undefined {
    this.#ended = true;
    return this.#joins > 0 && this.#memberId !== '' ? this.#memberId : undefined;
  }

  async #join<T>(message: T, send: (message: T) => Promise<unknown>): Promise<unknown> {
    this.lose(new JoiningAnew());
    await this.beforeJoin();
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
