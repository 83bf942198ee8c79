import { setTimeout as sleep } from 'node:timers/promises';

/** How often and how long something is tried. */
export interface Limits {
  readonly attempts: number;
  /** ms that all pauses of one request may last together. */
  readonly patienceMs: number;
  /** The first pause; each that follows is twice as long, up to the longest. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** ms that a request may wait because the shop throttles it although it should not. */
  readonly throttledMs: number;
  /** ms that a bulk operation may wait for a place among those of the app. */
  readonly bulkStartMs: number;
  /** ms between the first two looks at a bulk operation; later ones come less often. */
  readonly firstLookMs: number;
}

export const LIMITS: Limits = {
  attempts: 6,
  patienceMs: 60_000,
  firstPauseMs: 250,
  longestPauseMs: 15_000,
  throttledMs: 300_000,
  bulkStartMs: 3_600_000,
  firstLookMs: 200,
};

/** Between a half and the whole of the pause after so many failures, so that many don't come at once. */
export function backoffMs(failures: number, limits: Limits, chance = Math.random()): number {
  const whole = Math.min(limits.longestPauseMs, limits.firstPauseMs * 2 ** (failures - 1));
  return whole * (0.5 + chance / 2);
}

/** Rejects with the signal's own reason. */
export async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

/** The attempts of one request, and what is left of its patience. */
export class Patience {
  readonly #limits: Limits;
  #failures = 0;
  #waited = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Waits before another attempt. False at once where there is none: too many, or too long to wait. */
  async another(askedMs: number | undefined, signal: AbortSignal): Promise<boolean> {
    this.#failures++;
    const pause = Math.max(askedMs ?? 0, backoffMs(this.#failures, this.#limits));
    if (this.#failures >= this.#limits.attempts) return false;
    if (this.#waited + pause > this.#limits.patienceMs) return false;
    this.#waited += pause;
    await pauseFor(pause, signal);
    return true;
  }
}
