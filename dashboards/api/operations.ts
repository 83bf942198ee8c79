import type {
  Letter,
  LetterList,
  LetterReplay,
  LetterReplayRequest,
  LetterSelection,
} from '../../schemas/dead-letters.ts';
import type {
  ApplyRequest,
  ApplyResult,
  GoalHistory,
  GoalList,
} from '../../schemas/goal-history.ts';
import type { GoalCheck } from '../../schemas/goal-check.ts';
import type {
  ReconcileProgress,
  ReconcileReport,
  ReconcileRequest,
} from '../../schemas/reconcile.ts';
import type { PrivacyCancel, PrivacyExport, PrivacyList } from '../../schemas/privacy.ts';
import type { ReplayCounts, ReplayRequest, ReplayResult } from '../../schemas/replay.ts';

/**
 * What those who run the pipeline ask of it. An error named BadSelectionError, with a `mend`, says
 * that what was asked for is not there or can't be read.
 */
export interface Operations {
  /** What could not be taken in. */
  deadLetters(selection: LetterSelection): Promise<LetterList>;
  /** @returns undefined where there is no such letter. */
  deadLetter(id: string): Promise<Letter | undefined>;
  /** Appends the messages of letters to their topics again. */
  replayDeadLetters(request: LetterReplayRequest): Promise<LetterReplay>;
  /** Agrees the goals as they are written in the project's files now. */
  applyGoals(request: ApplyRequest): Promise<ApplyResult>;
  /** Checks the goals as they are written in the project's files now, also by the facts in the store. */
  checkGoals(): Promise<GoalCheck>;
  /** The goals in force today. */
  goalsInForce(): Promise<GoalList>;
  /** @returns undefined where the goal was never agreed. */
  goalHistory(id: string): Promise<GoalHistory | undefined>;
  /** What people asked about their data. */
  privacyRequests(): Promise<PrivacyList>;
  /** What is kept of the people that a request is about. @returns undefined where there is none. */
  privacyExport(id: string): Promise<PrivacyExport | undefined>;
  /** Takes back a request to forget that still waits. @returns undefined where there is none. */
  cancelPrivacy(id: string): Promise<PrivacyCancel | undefined>;
  /**
   * Takes records of the log in again: gives the counts after each step, and the result at the end.
   * A request that can't be understood throws at once.
   */
  replay(request: ReplayRequest, signal?: AbortSignal): AsyncGenerator<ReplayCounts, ReplayResult>;
  /**
   * Compares sources, facts, ledger and aggregates once everything in the log is counted: gives
   * what it is at, and the report at the end.
   */
  reconcile(
    request: ReconcileRequest,
    signal?: AbortSignal,
  ): AsyncGenerator<ReconcileProgress, ReconcileReport>;
}
