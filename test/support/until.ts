import { setTimeout as sleep } from 'node:timers/promises';

const LIMIT_MS = 60_000;

/** Waits until it holds. Fails after a minute, or the time given in ms, with what is described. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  describe: () => string = () => '',
  limitMs = LIMIT_MS,
): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not within ${limitMs} ms: ${describe()}`);
    await sleep(50);
  }
}
