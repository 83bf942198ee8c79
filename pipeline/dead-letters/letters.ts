import type {
  Letter,
  LetterList,
  LetterReplay,
  LetterReplayRequest,
  LetterSelection,
} from '../../schemas/dead-letters.ts';
import type { Log } from '../log/log.ts';
import { LetterIndex } from './letter-index.ts';
import { listLetters } from './list.ts';
import { replayLetters } from './replay-letters.ts';
import { showLetter } from './show.ts';

/** The dead letters of a log: what could not be taken in. */
export class Letters {
  readonly #log: Log;
  readonly #index: LetterIndex;
  readonly #now: () => number;

  /** @param now ms since the epoch. */
  constructor(log: Log, now: () => number) {
    this.#log = log;
    this.#index = new LetterIndex(log);
    this.#now = now;
  }

  /** How many nobody has replayed. Reads only what was appended since it was last asked. */
  async open(): Promise<number> {
    await this.#index.update();
    return this.#index.open;
  }

  list(selection: LetterSelection): Promise<LetterList> {
    return listLetters(this.#log, this.#index, selection);
  }

  /** A letter with all that is kept, by its id; undefined where there is none. */
  show(id: string): Promise<Letter | undefined> {
    return showLetter(this.#log, this.#index, id);
  }

  /** @throws BadSelectionError where an id is of no letter. */
  replay(request: LetterReplayRequest): Promise<LetterReplay> {
    return replayLetters(this.#log, this.#index, request, this.#now);
  }
}
