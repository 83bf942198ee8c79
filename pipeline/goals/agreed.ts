import type { Log } from '../log/log.ts';
import { GOALS_TOPIC, GROUPS } from '../topics.ts';
import { readBook, type Book } from './book.ts';

/** What is agreed now, as topic `goals` has it. The topic is read again only when it has grown. */
export class Agreed {
  readonly #log: Pick<Log, 'lag' | 'latestByKey'>;
  #end = -1;
  #book: Promise<Book> | undefined;

  constructor(log: Pick<Log, 'lag' | 'latestByKey'>) {
    this.#log = log;
  }

  async current(): Promise<Book> {
    const end = await this.#endOfTopic();
    if (this.#book === undefined || end !== this.#end) {
      this.#end = end;
      this.#book = this.#log.latestByKey(GOALS_TOPIC).then(readBook);
      this.#book.catch(() => (this.#book = undefined));
    }
    return this.#book;
  }

  async #endOfTopic(): Promise<number> {
    const partitions = await this.#log.lag(GROUPS.attribute, [GOALS_TOPIC]);
    return partitions.reduce((sum, { end }) => sum + end, 0);
  }
}
