import type { z } from 'zod';
import type { Deletion, FactOf, FactType } from '../schemas/facts.ts';

/**
 * The whole of what a new source must know. A connector reads records from one source, maps them
 * to facts, and says where it stands. It never touches the log, the store or a clock of its own.
 */
export interface Connector<Config = unknown> {
  /** The name used in `goalstream.yaml` as `connector:`. */
  readonly name: string;
  /** One line for people: what it reads. */
  readonly title: string;
  /** The connection's own keys. Unknown keys must be refused (strict objects). */
  readonly config: z.ZodType<Config>;
  /** The streams this configuration has. Names are stable: cursors and facts are kept under them. */
  streams(config: Config): readonly StreamSpec[];
  /** True where check needs no network: then it is part of checking the configuration. */
  readonly local?: boolean;
  /** Can the source be read as configured? Must answer quickly and change nothing. */
  check(config: Config, context: ReadContext): Promise<readonly CheckFinding[]>;
  /**
   * Pages of a stream after a cursor (undefined: from the start), oldest first, ending when nothing
   * more is there now. A page's cursor is kept only after its facts are durable; reading again from
   * it must give every later record again, and may give some before it again. The cursor of a page
   * within a set is not used: a set that was interrupted is read again from a page before it. Throws
   * SourceError where the source can't be read; of a set that it did not finish nothing is kept.
   */
  read(
    config: Config,
    stream: StreamSpec,
    cursor: Cursor | undefined,
    context: ReadContext,
  ): AsyncIterable<Page>;
  /**
   * What the source itself has of a stream up to a cursor, added up by day without the log or the
   * store, so that `goalstream reconcile` can compare. Days in any order, each once per currency.
   * Absent, or a reason in words: the source can't tell. Throws SourceError where it could, and
   * doesn't now.
   */
  totals?(
    config: Config,
    stream: StreamSpec,
    cursor: Cursor,
    context: ReadContext,
  ): AsyncIterable<DayTotals | NotTold> | { readonly reason: string };
  /**
   * What the source has now of the things that `keys` name (see WebhookVerdict), in these streams,
   * whole: each page is one or more complete snapshots, and what is gone gives its empty snapshot.
   * No cursor moves. Throws SourceError where none of the streams can be read. Connectors with
   * webhooks have it.
   */
  refresh?(
    config: Config,
    streams: readonly StreamSpec[],
    keys: readonly string[],
    context: ReadContext,
  ): AsyncIterable<Refreshed>;
  /** Where people see an order in the source, by the number that its facts carry; an https address. */
  orderLink?(config: Config, orderId: string): string | undefined;
  /** Absent: the source calls nobody. */
  readonly webhooks?: Webhooks<Config>;
}

/** How a source calls us when something changed. */
export interface Webhooks<Config = unknown> {
  /**
   * Whether a call can be the source's, by its headers alone: asked before its body is read, so that
   * what can't prove anything costs nothing. undefined: it can. Must be quick and not throw.
   */
  admits?(config: Config, headers: WebhookRequest['headers']): WebhookRefusal | undefined;
  /** Checks a request as it came and says what it means. Touches no network; must not throw on any input. */
  receive(
    config: Config,
    request: WebhookRequest,
    context: WebhookContext,
  ): Promise<WebhookVerdict>;
  /**
   * Makes the source call `address` (https) for all that the connector wants to know, and nothing
   * twice; what it had for other addresses of ours is moved. Says what was done.
   * @throws SourceError
   */
  setUp(config: Config, address: string, context: ReadContext): Promise<readonly CheckFinding[]>;
}

export interface WebhookRequest {
  /** In lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body's bytes as they came. */
  readonly body: Uint8Array;
}

export type WebhookContext = Pick<ReadContext, 'connection' | 'now' | 'customerKey'>;

/** Not from the source, or not for us: answered with the status, nothing is kept. */
export interface WebhookRefusal {
  readonly kind: 'refused';
  readonly status: 400 | 401 | 404;
  readonly reason: string;
}

/**
 * What a webhook says. `event` is the same whenever the source sends the same event again; like the
 * rest of a verdict it may depend only on what the source has signed.
 */
export type WebhookVerdict =
  | WebhookRefusal
  /** Nothing that we count. */
  | { readonly kind: 'ignored'; readonly event: string }
  /** These things are to be read again (see `refresh`). */
  | { readonly kind: 'changed'; readonly event: string; readonly keys: readonly string[] }
  /** A sync is to look at the source: for a finished export, or whether it can still be read. */
  | { readonly kind: 'sync'; readonly event: string }
  /** Whoever these pseudonymous keys stand for is to be forgotten. */
  | { readonly kind: 'redact'; readonly event: string; readonly customers: readonly string[] }
  /** Everyone of this connection is to be forgotten, and its access destroyed. */
  | { readonly kind: 'redact-all'; readonly event: string }
  /** Somebody wants to know what is kept of them. */
  | {
      readonly kind: 'data-request';
      readonly event: string;
      readonly customers: readonly string[];
    };

/** What a source has of one local day, in one currency where the facts carry one. */
export interface DayTotals {
  readonly day: string;
  /** ISO 4217; absent for facts without a currency. */
  readonly currency?: string;
  /** Absent: the source doesn't count facts. */
  readonly facts?: number;
  /**
   * Sums of the fact type's MEASURES, in millionths; one that is absent is 0, or where `facts` is
   * absent, not known.
   */
  readonly sums: Readonly<Record<string, bigint>>;
  /** Of sales: different orders with a line sold; absent: not known. */
  readonly orders?: number;
  /** Of sales: different customers with a line sold; absent: not known. */
  readonly customers?: number;
}

/** What a source could tell and doesn't, and what to do about it. The rest of its totals is told. */
export interface NotTold {
  /** The figure's name, such as returned. */
  readonly notTold: string;
  readonly reason: string;
  readonly mend: string;
  /** It stays so by what is permitted or configured: nothing failed. */
  readonly settled?: true;
}

/** One kind of record that a connection pulls. */
export interface StreamSpec {
  readonly name: string;
  readonly fact: FactType;
}

/** Where a stream stands: any JSON object, opaque to everything but its connector. */
export type Cursor = { readonly [key: string]: unknown };

export interface Page {
  readonly records: readonly SourceRecord[];
  /** Records that could not be mapped. They become dead letters; the others go on. */
  readonly rejects: readonly Reject[];
  /** Where to go on once this page is durable. */
  readonly cursor: Cursor;
  /**
   * Set where the records belong to a complete set (a whole file, a whole day): at its last page,
   * facts of that scope seen in an earlier generation and not in this one are deleted.
   */
  readonly snapshot?: Snapshot;
  /**
   * The cursor must be durable before any later page is used. A connector that tells by content
   * whether a set changed begins each new generation with such a page, empty: else a crash early in
   * it, followed by a return of the old content, would go unnoticed.
   */
  readonly barrier?: true;
  readonly progress?: Progress;
  /** What people must know of the source though it could be read. */
  readonly warnings?: readonly string[];
}

/** Of a refresh: a page of one of the streams, or why nothing more of that one can be read. */
export type Refreshed = { readonly stream: string } & (
  | Omit<Page, 'cursor'>
  | { readonly failure: SourceError }
);

export interface Snapshot {
  /** What is complete: a file, a day. Facts are compared within their scope only. Not empty. */
  readonly scope: string;
  /**
   * Grows with each new reading of the set and never goes back within a stream; it is the facts'
   * version. Stays the same on resuming. Use the greater of the last one + 1 and now (ms).
   */
  readonly generation: number;
  /** Nothing of this scope follows. */
  readonly last: boolean;
  /**
   * What may not vanish without consent. `whole` (default): not all of it, nor a part that was there,
   * nor more than the connection's share. `large`: not more than that share; for sets so small that
   * they may rightly become empty, such as a day of traffic. `none`: anything may; for one thing,
   * such as an order.
   */
  readonly guard?: SnapshotGuard;
  /** Where the set has several parts, such as files: the one that the page belongs to. */
  readonly part?: SnapshotPart;
}

export type SnapshotGuard = 'whole' | 'large' | 'none';

/**
 * A part of a set. Parts may overlap: the nth record of an id in one part and the nth in another
 * are the same fact, and the later part's content is taken.
 */
export interface SnapshotPart {
  readonly name: string;
  /** No record of it has a smaller position, and none of the parts before has as great a one. */
  readonly from: number;
}

/** Progress of the whole stream in one unit; total is absent where the source can't tell. */
export interface Progress {
  readonly done: number;
  readonly total?: number;
  readonly unit: 'bytes' | 'records' | 'days';
}

/** A fact as a connector gives it: the runner adds source, stream and observedAt. */
type Provided<T> = Omit<T, 'source' | 'stream' | 'observedAt' | 'version'> & {
  /** Absent in snapshots, where the generation is the version. */
  readonly version?: number;
};

export type FactRecord = { [T in FactType]: Provided<FactOf[T]> }[FactType];
export type DeletionRecord = Provided<Deletion>;

export interface SourceRecord {
  readonly fact: FactRecord | DeletionRecord;
  /** Where it stands in the source ("orders.csv.gz:1042"), for people. */
  readonly place?: string;
  /**
   * A number that is the same whenever the same record of one generation is read again (its line),
   * and that grows along the reading. Two records of one snapshot with the same id and different positions are two facts: the second
   * is stored as "<id>#2".
   */
  readonly position?: number;
}

/** A record that could not become a fact. */
export interface Reject {
  readonly reason: string;
  readonly place: string;
  /** The record as it came, shortened to 4 KiB, without personal data where the source marks it. */
  readonly raw: string;
  /**
   * The fact's id, where it can be told. In a snapshot the fact stays as it was; while an id is not
   * known, nothing of the set is deleted.
   */
  readonly id?: string;
  /** As of a record that could be mapped. */
  readonly position?: number;
}

export interface CheckFinding {
  readonly level: 'ok' | 'warning' | 'error';
  readonly message: string;
  /** What the user can do about it. */
  readonly mend?: string;
}

/** What a connector gets from outside. */
export interface ReadContext {
  /** The connection's name in goalstream.yaml. */
  readonly connection: string;
  /** The business's time zone (IANA) and currency (ISO 4217). */
  readonly timezone: string;
  readonly currency: string;
  /** Relative paths in the configuration start here. */
  readonly baseDir: string;
  /** Now, ms since the epoch. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  /**
   * The scopes of the complete sets that the stream under way has facts of: what a source that tells
   * of no deletions is compared with. Absent where nothing is kept (a check, totals).
   */
  readonly known?: () => readonly string[];
  /**
   * Whether so many of so many known sets may be gone without consent, by the connection's `shrink`:
   * undefined where they may, else how to consent.
   */
  readonly refusesLoss?: (lost: number, before: number) => string | undefined;
  /** Turns a customer's id into the pseudonymous key that facts carry. */
  readonly customerKey: (id: string) => string;
  readonly vault: Vault;
}

/** Small secrets of one connection, such as tokens that a source renews; encrypted at rest. */
export interface Vault {
  read(name: string): Promise<string | undefined>;
  /** Resolves when it is durable. undefined removes it. */
  write(name: string, value: string | undefined): Promise<void>;
  /** Runs work while no other thread or process runs work of this connection under this name. */
  exclusively<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** The source can't be read. `retry` says whether trying again can help. */
export class SourceError extends Error {
  readonly retry: boolean;
  /** What the user can do about it. */
  readonly mend: string;
  /** It stays so by what is permitted or configured: nothing failed. */
  readonly settled: boolean;
  constructor(
    message: string,
    options: { retry: boolean; mend: string; cause?: unknown; settled?: boolean },
  ) {
    super(message, { cause: options.cause });
    this.name = 'SourceError';
    this.retry = options.retry;
    this.mend = options.mend;
    this.settled = options.settled ?? false;
  }
}
