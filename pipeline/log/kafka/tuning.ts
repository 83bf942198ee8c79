/** Time limits of the adapter, in ms. Tests shorten some of them. */
export interface Tuning {
  /** After so long without a heartbeat the group gives a member's partitions to others. */
  readonly sessionMs: number;
  readonly heartbeatMs: number;
  /** How long a rebalance waits for a member that has a batch in hand. */
  readonly rebalanceMs: number;
  /** How long a fetch waits at the end of the log. New records end the wait at once. */
  readonly fetchWaitMs: number;
  /** After so long without an answer a broker counts as dead. */
  readonly requestMs: number;
  /** How long a stop lets batches in hand finish. After that they are given up uncommitted. */
  readonly stopMs: number;
  /** How long a stop waits for the group to let the member go. */
  readonly leaveMs: number;
  /** How long closing the log waits for appends and connections. */
  readonly closeMs: number;
  /** How long opening the log tries to reach a broker. */
  readonly connectMs: number;
}

export const TUNING: Tuning = {
  sessionMs: 30_000,
  heartbeatMs: 1_000,
  rebalanceMs: 60_000,
  fetchWaitMs: 1_000,
  requestMs: 10_000,
  connectMs: 12_000,
  stopMs: 6_000,
  leaveMs: 1_000,
  closeMs: 500,
};
