import { afterEach, beforeEach, describe } from 'vitest';
import type { Log } from '../../pipeline/log/log.ts';
import { compactionCases } from './log-compaction.ts';
import { consumerCases } from './log-consumers.ts';
import { readCases } from './log-read.ts';
import { recordCases } from './log-records.ts';
import { rewriteCases } from './log-rewrite.ts';

/** Where a log lives: it can be opened again after a close with what it held. */
export interface LogPlace {
  open(): Promise<Log>;
  /** Compacts topics now, where that is possible and not done at once anyway. */
  compact?(log: Log): Promise<void>;
  /** Removes now what may go; without it the trimming case is left out. */
  trim?(log: Log): Promise<void>;
  /** Closes what is open and removes the contents. */
  dispose(): Promise<void>;
}

/** A test's fresh place, and the log that is open on it. */
export interface LogUnderTest {
  readonly place: LogPlace;
  log: Log;
  /** Closes the log and opens it again. */
  reopen(): Promise<void>;
}

/** What every adapter of the log port must do. Each case gets a place of its own. */
export function logContract(name: string, createPlace: () => Promise<LogPlace>): void {
  describe(`log contract: ${name}`, () => {
    let current: LogUnderTest | undefined;
    const given = (): LogUnderTest => {
      if (!current) throw new Error('no log is open');
      return current;
    };
    beforeEach(async () => {
      const place = await createPlace();
      current = {
        place,
        log: await place.open(),
        async reopen() {
          await this.log.close();
          this.log = await place.open();
        },
      };
    });
    afterEach(async () => {
      await current?.log.close();
      await current?.place.dispose();
      current = undefined;
    });
    recordCases(given);
    consumerCases(given);
    compactionCases(given);
    readCases(given);
    rewriteCases(given);
  });
}
