import type { StreamSummary, SyncSummary } from './worker-messages.ts';

interface Outcome {
  readonly level: 'info' | 'warn' | 'error';
  readonly words: string;
}

/**
 * How a sync is told in the log: one that failed is an error; one that is not whole, that read records
 * twice, or whose source gives people something to know, is a warning.
 */
export function outcomeOf({ streams }: Pick<SyncSummary, 'streams'>): Outcome {
  if (streams.some(({ state }) => state === 'failed')) {
    return { level: 'error', words: 'a sync failed' };
  }
  if (streams.some(isDoubtful)) return { level: 'warn', words: 'synced, but not whole' };
  if (streams.some(({ warnings = [] }) => warnings.length > 0)) {
    return { level: 'warn', words: 'synced, with warnings' };
  }
  return { level: 'info', words: 'synced' };
}

function isDoubtful({ state, counts, standing = 0 }: StreamSummary): boolean {
  const { rejected = 0, repeated = 0, contradicted = 0 } = counts ?? {};
  return state === 'partial' || rejected + standing + repeated + contradicted > 0;
}
