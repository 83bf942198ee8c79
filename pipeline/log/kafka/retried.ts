import { setTimeout as sleep } from 'node:timers/promises';

/** Does it again after each of the delays (ms), unless the error is final. */
export async function retried<T>(
  delays: readonly number[],
  isFinal: (error: unknown) => boolean,
  work: () => Promise<T>,
): Promise<T> {
  for (const delay of delays) {
    try {
      return await work();
    } catch (error) {
      if (isFinal(error)) throw error;
      await sleep(delay);
    }
  }
  return work();
}
