import { z } from 'zod';
import { attainmentReportSchema, freshnessSchema } from '../../schemas/attainment.ts';
import {
  letterListSchema,
  letterReplayRequestSchema,
  letterReplaySchema,
  letterSchema,
} from '../../schemas/dead-letters.ts';
import { goalCheckSchema } from '../../schemas/goal-check.ts';
import {
  applyRequestSchema,
  applyResultSchema,
  goalHistorySchema,
  goalListSchema,
} from '../../schemas/goal-history.ts';
import {
  privacyCancelSchema,
  privacyExportSchema,
  privacyListSchema,
} from '../../schemas/privacy.ts';
import { reconcileEventSchema, reconcileRequestSchema } from '../../schemas/reconcile.ts';
import { replayEventSchema, replayRequestSchema } from '../../schemas/replay.ts';
import { statusSchema } from '../../schemas/status.ts';
import { ledgerPageSchema } from '../../schemas/ledger.ts';

const errorSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), mend: z.string() }),
});
const syncsSchema = z.object({ syncs: z.array(freshnessSchema) });
const syncAnswerSchema = z.object({
  connection: z.string(),
  command: z.string().describe('Its id; /v1/syncs names it with the run that answers it.'),
});
/** What the API answers and takes, by the name that the description gives it. */
export const SCHEMAS = {
  AttainmentReport: attainmentReportSchema,
  LedgerPage: ledgerPageSchema,
  Syncs: syncsSchema,
  Status: statusSchema,
  SyncAnswer: syncAnswerSchema,
  LetterList: letterListSchema,
  Letter: letterSchema,
  LetterReplayRequest: letterReplayRequestSchema,
  LetterReplay: letterReplaySchema,
  ApplyRequest: applyRequestSchema,
  ApplyResult: applyResultSchema,
  GoalCheck: goalCheckSchema,
  GoalList: goalListSchema,
  GoalHistory: goalHistorySchema,
  PrivacyList: privacyListSchema,
  PrivacyExport: privacyExportSchema,
  PrivacyCancel: privacyCancelSchema,
  ReplayRequest: replayRequestSchema,
  ReplayEvent: replayEventSchema,
  ReconcileRequest: reconcileRequestSchema,
  ReconcileEvent: reconcileEventSchema,
  Error: errorSchema,
};
