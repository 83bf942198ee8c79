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

const LARGE: readonly BulkFailure[] = ['INTERNAL_SERVER_ERROR', 'TIMEOUT'];
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

  /** Whether half as much at once may succeed. */
  get tooLarge(): boolean {
    return LARGE.includes(this.failure);
  }
}

const MENDS: Partial<Record<BulkFailure, string>> = {
  ACCESS_DENIED: 'Give the app the scopes that `goalstream check` names and install it again.',
  REFUSED: 'Update goalstream; report it if it stays.',
  BUSY: 'Let the app’s other bulk operations end, or cancel them; the next sync tries again.',
};
