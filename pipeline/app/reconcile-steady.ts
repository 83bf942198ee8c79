import type {
  ReconcileProgress,
  ReconcileReport,
  ReconcileRequest,
} from '../../schemas/reconcile.ts';
import type { Log } from '../log/log.ts';
import { reconcile, type ReconcileContext } from '../reconcile/reconcile.ts';
import { FACT_TOPICS, GROUPS } from '../topics.ts';
import { settle } from './settle.ts';

/** How often it is compared anew where differences were found while facts arrived. */
const ATTEMPTS = 3;

/**
 * Reconciles once everything in the log is counted. Where differences show and facts arrived
 * meanwhile, they may be of the one moment only, so it is compared again.
 */
export async function* reconcileSteady(
  context: ReconcileContext,
  request: ReconcileRequest,
  signal?: AbortSignal,
): AsyncGenerator<ReconcileProgress, ReconcileReport> {
  const { log } = context;
  for (let attempt = 1; ; attempt++) {
    await settle(log);
    const before = await ends(log);
    const report = yield* reconcile(context, request, signal);
    if (report.equal || (await ends(log)) === before) return report;
    if (attempt < ATTEMPTS) continue;
    const note = 'facts kept arriving while it was compared: compare a range of days that is over';
    return { ...report, notes: [...report.notes, note] };
  }
}

/** Changes with every record of the topics that figures come from. */
async function ends(log: Log): Promise<string> {
  const facts = await log.lag(GROUPS.attribute, FACT_TOPICS);
  const marks = await log.lag(GROUPS.aggregate, ['marks']);
  return [...facts, ...marks].map(({ end }) => end).join();
}
