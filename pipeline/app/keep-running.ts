import { setTimeout as sleep } from 'node:timers/promises';
import { aborted } from '../aborted.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** How long a stop waits for what is just being started, ms. It has nothing in hand yet. */
const START_GRACE_MS = 4_000;

/** Something that runs until it is stopped or fails: a thread, a consumer. */
export interface Running {
  /** Lets the work in hand finish, then ends. */
  stop(): Promise<void>;
  /** Rejects where it ended by an error. */
  readonly done: Promise<void>;
}

/** Starts it; once the signal is aborted, it need not start any more. */
export type Start = (signal: AbortSignal) => Promise<Running>;

interface ErrorLog {
  error(details: object, message: string): void;
  warn(details: object, message: string): void;
}

export interface Keeping {
  readonly name: string;
  readonly start: Start;
  readonly log: ErrorLog;
  readonly signal: AbortSignal;
  /** It ended by an error: it is started again, or once the signal is aborted it left work undone. */
  readonly onFailure?: (error: unknown) => void;
}

/**
 * Keeps something running until the signal: when it ends by an error (the store or a broker is
 * away for longer than a statement waits) it is started again after a growing pause. What was not
 * committed is read again, so nothing is lost and the lag drains by itself. Resolves once the
 * first one runs, or need not run any more; the promise inside resolves when the last one has
 * stopped, or was still starting a while after the signal.
 */
export async function keepRunning(keeping: Keeping): Promise<{ readonly ended: Promise<void> }> {
  const stopped = aborted(keeping.signal).then(() => 'stopped' as const);
  const first = await startUnless(stopped, keeping);
  return { ended: first === undefined ? Promise.resolve() : supervise(first, stopped, keeping) };
}

async function supervise(
  first: Running,
  stopped: Promise<'stopped'>,
  keeping: Keeping,
): Promise<void> {
  const { signal } = keeping;
  let current: Running | undefined = first;
  let pause = FIRST_PAUSE_MS;
  do {
    const startedAt = performance.now();
    try {
      const running: Running | undefined = current ?? (await startUnless(stopped, keeping));
      if (running === undefined) return;
      const end = await Promise.race([stopped, running.done.then(() => 'ended' as const)]);
      if (end === 'stopped') await running.stop();
    } catch (error) {
      tell(keeping, error, pause);
      if (performance.now() - startedAt > 2 * LONGEST_PAUSE_MS) pause = FIRST_PAUSE_MS;
      await sleep(pause, undefined, { signal }).catch(() => undefined);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
    current = undefined;
  } while (!signal.aborted);
}

function tell({ name, log, signal, onFailure }: Keeping, error: unknown, pause: number): void {
  if (signal.aborted)
    log.warn({ err: error, name }, 'stopped with work undone, which is read again');
  else log.error({ err: error, name, pause }, 'stopped by an error and is started again');
  onFailure?.(error);
}

/** Starts it; undefined where it is told to stop and does not run soon. Then it stops once it does. */
async function startUnless(
  stopped: Promise<unknown>,
  { start, signal }: Keeping,
): Promise<Running | undefined> {
  if (signal.aborted) return undefined;
  const starting = start(signal);
  const late = stopped.then(() => sleep(START_GRACE_MS, undefined, { ref: false }));
  try {
    const running = await Promise.race([starting, late]);
    if (running === undefined) starting.then((it) => it.stop()).catch(() => undefined);
    return running;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}
