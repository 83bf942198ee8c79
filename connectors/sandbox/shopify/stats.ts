/** What the stand-in was asked, and how it went. */
export interface Stats {
  /** Requests by operation name; `AccessToken` and `BulkFile` are the others. */
  readonly requests: Readonly<Record<string, number>>;
  /** Answers with THROTTLED that the bucket made, not those of injected faults. */
  readonly throttled: number;
  /** Requests with a token that is no good. */
  readonly unauthorized: number;
  /** Points of all apps: spent, and those that there were from each one's first request on. */
  readonly points: { readonly spent: number; readonly allowed: number };
  /** The most exports that an app had under way at once. */
  readonly mostBulkAtOnce: number;
}

/** Counts while the stand-in runs. */
export class Tally {
  readonly #requests = new Map<string, number>();
  throttled = 0;
  unauthorized = 0;
  mostBulkAtOnce = 0;

  request(operation: string): void {
    this.#requests.set(operation, (this.#requests.get(operation) ?? 0) + 1);
  }

  requests(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#requests);
  }
}
