import type { AttainmentReport } from '../../schemas/attainment.ts';
import type { Status } from '../../schemas/status.ts';
import type { LedgerPage } from '../../schemas/ledger.ts';

/** Which goals, and as of when. */
export interface AttainmentSelection {
  /** An owner's id: theirs and their team's goals; a team's id: its own. */
  readonly owner?: string;
  /** Also the goals of those whom the owner manages. */
  readonly team?: boolean;
  /** The end of a local day gone by; default now. */
  readonly asOf?: string;
}

/** Which part of a goal's ledger: local days, both ends included, and a cursor from the page before. */
export interface LedgerSelection {
  /** Whose part of each entry is wanted too. */
  owner?: string;
  /** One order's alone: its number, or its name with or without #. */
  order?: string;
  from?: string;
  to?: string;
  limit: number;
  after?: string;
}

/** How a sync is wanted. */
export interface SyncWish {
  /** Go on with a new snapshot index where the old one is lost. */
  readonly newIndex?: boolean;
  /** Sets may shrink as they will. */
  readonly acceptShrink?: boolean;
  /** W3C trace context of who asks. */
  readonly traceparent?: string;
}

/** What came of asking for a sync; it runs on after the answer. */
export type SyncAnswer =
  | { readonly kind: 'accepted'; readonly command: string }
  | { readonly kind: 'unknown' };

/** The figures the API and the pages show. They never read the store themselves. */
export interface ReadSide {
  attainment(selection?: AttainmentSelection): Promise<AttainmentReport>;
  /** @returns undefined where there is no such goal. */
  ledger(goal: string, selection: LedgerSelection): Promise<LedgerPage | undefined>;
  /** True once figures can be answered. */
  ready(): Promise<boolean>;
  /** How the pipeline is doing. */
  status(): Promise<Status>;
  /** Asks for a sync of a connection, or says that there is no such connection. */
  runSync(connection: string, wish?: SyncWish): Promise<SyncAnswer>;
}
