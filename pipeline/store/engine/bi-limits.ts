/** What bounds the port of BI tools, so that nobody there keeps others waiting. Times in ms. */
export interface BiLimits {
  /** The longest that a statement may take, seconds; a client may ask for less. */
  readonly seconds: number;
  /** How long a statement may go on after that before the engine itself has to end. */
  readonly graceMs: number;
  /** Statements that run at once. */
  readonly running: number;
  /** Statements that wait for their turn, and for how long. */
  readonly waiting: number;
  readonly waitMs: number;
  readonly connections: number;
  /** How long a connection may be without a request, or its head take to come in. */
  readonly idleMs: number;
  /** How long a statement may take to come in. */
  readonly bodyMs: number;
  /** How long an answer waits for its reader in all, beside the time that its bytes may take. */
  readonly patienceMs: number;
  /** The slowest that an answer may be read, bytes in a ms. */
  readonly slowest: number;
}

export const BI_LIMITS: BiLimits = {
  seconds: 120,
  graceMs: 15_000,
  running: 4,
  waiting: 32,
  waitMs: 15_000,
  connections: 128,
  idleMs: 10_000,
  bodyMs: 15_000,
  patienceMs: 5_000,
  slowest: 64,
};
