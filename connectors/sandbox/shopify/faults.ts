import { randomOf, type Random } from '../random.ts';

/** What can go wrong with the answer to one request. */
export type HttpFault =
  /** THROTTLED in a 200, however much is in the bucket. */
  | { readonly kind: 'throttled' }
  /** Retry-After as it is to be sent, such as "2.0" or "0.4". */
  | {
      readonly kind: 'status';
      readonly status: 401 | 429 | 500 | 502 | 503;
      readonly retryAfter?: string;
    }
  /** Never answers; `executed`: but does what was asked. */
  | { readonly kind: 'silence'; readonly executed?: boolean }
  /** Breaks the connection before doing anything. */
  | { readonly kind: 'reset' }
  /**
   * The answer ends at a byte (default its middle): the connection breaks there, or it looks as if
   * that were all.
   */
  | { readonly kind: 'cut'; readonly atByte?: number; readonly looksWhole: boolean }
  /** A page of HTML with status 200. */
  | { readonly kind: 'html' }
  | { readonly kind: 'delay'; readonly ms: number }
  /** The tokens that would expire some day do so now, before the request is looked at. */
  | { readonly kind: 'expire-tokens' };

/** What can go wrong with an export. */
export type BulkFault =
  /** Ends as FAILED after so many lines. */
  | {
      readonly kind: 'failed';
      readonly errorCode: 'ACCESS_DENIED' | 'INTERNAL_SERVER_ERROR' | 'TIMEOUT';
      readonly afterLines: number;
      /** Whether what there is can be had as partialDataUrl. */
      readonly partial: boolean;
    }
  | { readonly kind: 'ends'; readonly status: 'CANCELED' | 'EXPIRED' }
  | { readonly kind: 'never-ends' }
  /** objectCount says so many more than there are. */
  | { readonly kind: 'miscounts'; readonly by: number }
  /** A line that isn't JSON. */
  | { readonly kind: 'broken-line'; readonly line: number };

/** What can go wrong with webhooks. */
export type WebhookFault =
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'lose' }
  /** Sent only after the next one. */
  | { readonly kind: 'late' };

/** When a fault strikes. */
export interface When {
  /** The operation's name, `AccessToken` or `BulkFile`; of webhooks the topic. Absent: all. */
  readonly operation?: string;
  /** How often; default always. */
  readonly times?: number;
  /** How many pass before. */
  readonly after?: number;
  readonly probability?: number;
  readonly seed?: string;
}

interface Armed<Fault> {
  readonly fault: Fault;
  readonly when: When;
  readonly random: Random;
  passed: number;
  struck: number;
}

/** Faults of one kind, in the order in which they were asked for. */
export class FaultList<Fault> {
  #armed: Armed<Fault>[] = [];

  inject(fault: Fault, when: When = {}): void {
    const random = randomOf(when.seed ?? 'faults');
    this.#armed.push({ fault, when, random, passed: 0, struck: 0 });
  }

  clear(): void {
    this.#armed = [];
  }

  /** The fault that strikes this time. */
  next(operation: string): Fault | undefined {
    return this.#armed.find((each) => strikes(each, operation))?.fault;
  }
}

function strikes(armed: Armed<unknown>, operation: string): boolean {
  const { when } = armed;
  if (when.operation !== undefined && when.operation !== operation) return false;
  if (armed.struck >= (when.times ?? Infinity)) return false;
  armed.passed += 1;
  if (armed.passed <= (when.after ?? 0)) return false;
  if (when.probability !== undefined && !armed.random.chance(when.probability)) return false;
  armed.struck += 1;
  return true;
}

export interface Faults {
  readonly http: FaultList<HttpFault>;
  readonly bulk: FaultList<BulkFault>;
  readonly webhooks: FaultList<WebhookFault>;
}
