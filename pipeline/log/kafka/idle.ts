import { RequestQueue, type RequestQueuePrototype } from './internals.ts';

const CHECK_MS = 10;
let done = false;

/**
 * Stops kafkajs from checking an empty request queue hundreds of times a second (its issues 1556,
 * 1704, 1751), and each connection's requests for their time limit ten times a second.
 */
export function quietIdleTimers(): void {
  if (done) return;
  done = true;
  RequestQueue.prototype.scheduleCheckPendingRequests = checkWhatWaits;
  RequestQueue.prototype.scheduleRequestTimeoutCheck = function connected(): void {
    this.destroy();
    endOverdue(this);
  };
}

/** A check is due only where requests wait, or the broker has asked for a pause. */
function checkWhatWaits(this: RequestQueuePrototype): void {
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
}

/** Ends the requests whose time is over, and looks again when the next one's can be. */
function endOverdue(queue: RequestQueuePrototype): void {
  for (const request of queue.inflight.values()) {
    if (Date.now() - request.sentAt > request.requestTimeout) request.timeoutRequest();
  }
  if (!queue.isConnected() && queue.inflight.size === 0) return;
  // One that is sent meanwhile has at least the queue's own time.
  const left = [...queue.inflight.values()].map(
    ({ sentAt, requestTimeout }) => sentAt + requestTimeout - Date.now(),
  );
  const pause = Math.min(queue.requestTimeout, ...left);
  queue.requestTimeoutIntervalId = setTimeout(endOverdue, Math.max(0, pause) + 1, queue);
}
