import type { AttainmentReport } from '../../schemas/attainment.ts';
import type { LedgerPage } from '../../schemas/ledger.ts';

/** Which part of a goal's ledger: local days, both ends included, and a cursor from the page before. */
export interface LedgerSelection {
  from?: string;
  to?: string;
  limit: number;
  after?: string;
}

/** What came of asking for a sync; it runs on after the answer. */
export type SyncAnswer = 'started' | 'running' | 'unknown';

/** The figures the API and the pages show. They never read the store themselves. */
export interface ReadSide {
  attainment(): Promise<AttainmentReport>;
  /** @returns undefined where there is no such goal. */
  ledger(goal: string, selection: LedgerSelection): Promise<LedgerPage | undefined>;
  /** True once figures can be answered. */
  ready(): Promise<boolean>;
  /** Starts a sync of a connection, or says that one runs already, or that there is no such connection. */
  runSync?(connection: string): Promise<SyncAnswer>;
}
