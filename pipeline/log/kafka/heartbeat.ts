import { CoordinatorGone } from './coordinator.ts';
import { membershipLost } from './errors.ts';
import type { Payload } from './payload.ts';
import type { Tuning } from './tuning.ts';

/** Keeps the group membership while payloads are handled: kafkajs sends no heartbeat meanwhile. */
export class Heartbeat {
  readonly #tuning: Tuning;
  readonly #onLost: (error: unknown) => void;
  readonly #payloads = new Set<Payload>();
  #timer: NodeJS.Timeout | undefined;
  #lastBeat = 0;

  constructor(tuning: Tuning, onLost: (error: unknown) => void) {
    this.#tuning = tuning;
    this.#onLost = onLost;
  }

  start(payload: Payload): void {
    this.#payloads.add(payload);
    if (this.#timer !== undefined) return;
    this.#lastBeat = Date.now();
    this.#timer = setInterval(() => void this.beat(), this.#tuning.heartbeatMs);
  }

  end(payload: Payload): void {
    this.#payloads.delete(payload);
    if (this.#payloads.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Never rejects: where the membership is lost, the handler's signal tells it. */
  async beat(): Promise<void> {
    const [payload] = this.#payloads;
    if (payload === undefined) return;
    try {
      await payload.heartbeat();
      this.#lastBeat = Date.now();
    } catch (error) {
      const silentMs = Date.now() - this.#lastBeat;
      const told = membershipLost(error) && !(error instanceof CoordinatorGone);
      if (told || silentMs > this.#tuning.sessionMs) this.#onLost(error);
    }
  }
}
