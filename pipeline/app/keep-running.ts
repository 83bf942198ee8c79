import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** How long a stop waits for what is just being started again, ms. It has nothing in hand yet. */
const START_GRACE_MS = 5_000;

/** Something that runs until it is stopped or fails: a thread, a consumer. */
export interface Running {
  /** Lets the work in hand finish, then ends. */
  stop(): Promise<void>;
  /** Rejects where it ended by an error. */
  readonly done: Promise<void>;
}

interface ErrorLog {
  error(details: object, message: string): void;
}

/**
 * Keeps something running until the signal: when it ends by an error (the store or a broker is
 * away for longer than a statement waits) it is started again after a growing pause. What was not
 * committed is read again, so nothing is lost and the lag drains by itself. Resolves once the
 * first one runs; the promise inside resolves when the last one has stopped.
 */
export async function keepRunning(
  name: string,
  start: () => Promise<Running>,
  log: ErrorLog,
  signal: AbortSignal,
  onFailure?: (error: unknown) => void,
): Promise<{ readonly ended: Promise<void> }> {
  const first = await start();
  return { ended: supervise(name, first, start, log, signal, onFailure) };
}

async function supervise(
  name: string,
  first: Running,
  start: () => Promise<Running>,
  log: ErrorLog,
  signal: AbortSignal,
  onFailure?: (error: unknown) => void,
): Promise<void> {
  let current: Running | undefined = first;
  let pause = FIRST_PAUSE_MS;
  const stopped = new Promise<'stopped'>((resolve) => {
    signal.addEventListener('abort', () => resolve('stopped'), { once: true });
    if (signal.aborted) resolve('stopped');
  });
  while (!signal.aborted) {
    const startedAt = performance.now();
    try {
      const running: Running | undefined = current ?? (await startUnless(stopped, start));
      if (running === undefined) return;
      const end = await Promise.race([stopped, running.done.then(() => 'ended' as const)]);
      if (end === 'stopped') await running.stop();
    } catch (error) {
      log.error({ err: error, name, pause }, 'stopped by an error and is started again');
      onFailure?.(error);
      if (performance.now() - startedAt > 2 * LONGEST_PAUSE_MS) pause = FIRST_PAUSE_MS;
      await sleep(pause, undefined, { signal }).catch(() => undefined);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
    current = undefined;
  }
}

/** Starts it; undefined where it is told to stop and does not run soon. Then it stops once it does. */
async function startUnless(
  stopped: Promise<unknown>,
  start: () => Promise<Running>,
): Promise<Running | undefined> {
  const starting = start();
  const late = stopped.then(() => sleep(START_GRACE_MS, undefined, { ref: false }));
  const running = await Promise.race([starting, late]);
  if (running === undefined) starting.then((it) => it.stop()).catch(() => undefined);
  return running;
}
