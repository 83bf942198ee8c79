import { SourceError } from '../../connector.ts';

/** Why a bulk operation gave no whole result. */
export type BulkFailure =
  | 'ACCESS_DENIED'
  | 'INTERNAL_SERVER_ERROR'
  | 'TIMEOUT'
  | 'CANCELED'
  | 'EXPIRED'
  | 'FAILED'
  | 'REFUSED'
  /** All five places were taken for too long. */
  | 'BUSY'
  /** What was given isn't what was promised. */
  | 'INCOMPLETE';

/** What the orders that are asked for may cause: too many, or one that Shopify can't answer. */
const OF_CONTENT: readonly BulkFailure[] = [
  'INTERNAL_SERVER_ERROR',
  'TIMEOUT',
  'FAILED',
  'INCOMPLETE',
];
const FINAL: readonly BulkFailure[] = ['ACCESS_DENIED', 'REFUSED'];

/** A bulk operation that failed. Nothing of its result counts. */
export class BulkError extends SourceError {
  readonly failure: BulkFailure;
  constructor(shop: string, failure: BulkFailure, why: string, options: { cause?: unknown } = {}) {
    super(`${shop}: a bulk operation ${why}`, {
      retry: !FINAL.includes(failure),
      mend: MENDS[failure] ?? 'The next sync tries again.',
      ...options,
    });
    this.failure = failure;
  }

  /** Whether less at once, or another way to read the same, may succeed. */
  get ofContent(): boolean {
    return OF_CONTENT.includes(this.failure);
  }
}

const MENDS: Partial<Record<BulkFailure, string>> = {
  ACCESS_DENIED:
    'Give the app what `goalstream check` names, scopes or access to protected customer data, and install it again.',
  REFUSED: 'Update goalstream; report it if it stays.',
  BUSY: 'Let the app’s other bulk operations end, or cancel them; the next sync tries again.',
};
