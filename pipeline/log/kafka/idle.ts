import { RequestQueue } from './internals.ts';

const CHECK_MS = 10;
let done = false;

/**
 * Stops kafkajs from checking an empty request queue hundreds of times a second (its issues 1556,
 * 1704, 1751): a check is due only where requests wait, or the broker has asked for a pause.
 */
export function quietIdleTimers(): void {
  if (done) return;
  done = true;
  RequestQueue.prototype.scheduleCheckPendingRequests = function schedule(): void {
    if (this.throttleCheckTimeoutId !== null) return;
    const throttledMs = this.throttledUntil - Date.now();
    if (this.pending.length === 0 && throttledMs <= 0) return;
    this.throttleCheckTimeoutId = setTimeout(
      () => {
        this.throttleCheckTimeoutId = null;
        this.checkPendingRequests();
      },
      Math.max(throttledMs, CHECK_MS),
    );
  };
}
