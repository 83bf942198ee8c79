import { setTimeout as sleep } from 'node:timers/promises';
import type { Thread } from './threads.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

interface ErrorLog {
  error(details: object, message: string): void;
}

/**
 * Keeps a processor running until the signal: one that ends by an error (the store is away for
 * longer than a statement waits) is started again after a growing pause. What was not committed is
 * read again, so nothing is lost and the lag drains by itself. Resolves once the first one runs;
 * the promise inside resolves when the last one has stopped.
 */
export async function keepProcessing(
  start: () => Promise<Thread>,
  log: ErrorLog,
  signal: AbortSignal,
): Promise<{ readonly ended: Promise<void> }> {
  const first = await start();
  return { ended: supervise(first, start, log, signal) };
}

async function supervise(
  first: Thread,
  start: () => Promise<Thread>,
  log: ErrorLog,
  signal: AbortSignal,
): Promise<void> {
  let thread: Thread | undefined = first;
  let pause = FIRST_PAUSE_MS;
  const stopped = new Promise<'stopped'>((resolve) => {
    signal.addEventListener('abort', () => resolve('stopped'), { once: true });
  });
  while (!signal.aborted) {
    try {
      thread ??= await start();
      const running: Thread = thread;
      const end = await Promise.race([stopped, running.done.then(() => 'ended' as const)]);
      if (end === 'stopped') await running.stop();
      pause = FIRST_PAUSE_MS;
    } catch (error) {
      log.error({ err: error, pause }, 'the processor stopped and is started again');
      await sleep(pause, undefined, { signal }).catch(() => undefined);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
    thread = undefined;
  }
}
