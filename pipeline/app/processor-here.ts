import { agreedRules } from '../processor/rule-set.ts';
import { startProcessor, type Stage } from '../processor/processor.ts';
import { within } from '../within.ts';
import type { Running } from './keep-running.ts';
import type { Runtime } from './runtime.ts';
import { FACTS_PER_BATCH, STOP_MS, type ProcessorHooks } from './threads.ts';

/**
 * Starts stages of the processor in the thread that calls it: sooner than in one of their own, but
 * nothing else in this thread goes on as smoothly.
 */
export async function startProcessorHere(
  {
    project,
    store,
    log,
    agreed,
    seals,
  }: Pick<Runtime, 'project' | 'store' | 'log' | 'agreed' | 'seals'>,
  stages: readonly Stage[],
  hooks: ProcessorHooks,
): Promise<Running> {
  const processor = await startProcessor({
    store,
    log,
    rules: agreedRules(agreed, project.metrics),
    currency: project.config.business.currency,
    stages,
    factsPerBatch: FACTS_PER_BATCH,
    seals,
    now: Date.now,
    ...hooks,
  });
  return {
    done: processor.done,
    stop: async () => void (await within(STOP_MS, processor.stop())),
  };
}
