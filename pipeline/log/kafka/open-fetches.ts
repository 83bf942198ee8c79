import type { Broker } from 'kafkajs';
import { fetchConnectionOf } from './internals.ts';

type FetchAnswer = Awaited<ReturnType<Broker['fetch']>>;

/**
 * The fetches of a consumer that wait at the end of the log. kafkajs leaves its group only once they
 * are answered: a consumer that stops answers them itself.
 */
export class OpenFetches {
  readonly #waitMs: number;
  readonly #brokers = new Set<Broker>();
  readonly #answers = new Set<(nothing: FetchAnswer) => void>();

  /** @param waitMs how long a fetch waits at the end of the log. */
  constructor(waitMs: number) {
    this.#waitMs = waitMs;
  }

  /** Follows the fetches that go to a broker. */
  watch(broker: Broker): void {
    this.#brokers.add(broker);
    const fetch = broker.fetch.bind(broker);
    broker.fetch = (request) => this.#open(fetch({ ...request, maxWaitTime: this.#waitMs }));
  }

  /** Ends them as if they had brought nothing; kafkajs must have been told to stop before. */
  end(): void {
    for (const answer of this.#answers) answer({ responses: [] });
    for (const broker of this.#brokers) {
      fetchConnectionOf(broker).rejectRequests(new Error('the consumer is being stopped'));
    }
  }

  async #open(fetching: Promise<FetchAnswer>): Promise<FetchAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<FetchAnswer>();
    this.#answers.add(resolve);
    fetching.then(resolve, reject);
    try {
      return await promise;
    } finally {
      this.#answers.delete(resolve);
    }
  }
}
