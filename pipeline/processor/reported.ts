import type { Batch } from '../log/log.ts';
import type { ProcessorOptions, Stage } from './processor.ts';

/** Does a batch's work, reports it, and gives how long it took, ms. */
export async function reported(
  { onBatch }: Pick<ProcessorOptions, 'onBatch'>,
  stage: Stage,
  { records }: Batch,
  work: () => Promise<void>,
): Promise<number> {
  const started = performance.now();
  await work();
  const ms = performance.now() - started;
  onBatch?.({ stage, records: records.length, ms });
  return ms;
}
