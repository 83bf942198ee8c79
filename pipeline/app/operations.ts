import { connectors } from '../../connectors/registry.ts';
import type { Operations } from '../../dashboards/api/operations.ts';
import type { GoalCheck } from '../../schemas/goal-check.ts';
import { loadProject, type Project } from '../config/load-project.ts';
import type { Letters } from '../dead-letters/letters.ts';
import type { Log } from '../log/log.ts';
import { cancelRequest } from '../privacy/cancel.ts';
import { exportRequest, listRequests } from '../privacy/tell.ts';
import { askForPass } from '../processor/passes.ts';
import { openRates } from '../processor/rates.ts';
import { agreedRules } from '../processor/rule-set.ts';
import type { Agreed } from '../goals/agreed.ts';
import { epochsOf } from '../goals/in-force.ts';
import type { ReconcileRequest } from '../../schemas/reconcile.ts';
import { attainment } from './attainment.ts';
import { checkOnFacts } from './check-goals.ts';
import type { GoalDesk } from './goal-desk.ts';
import { prepareReplay, type ReplayContext } from '../replay/replay.ts';
import type { Store } from '../store/store.ts';
import type { Runs } from './runs.ts';
import { reconcileSteady } from './reconcile-steady.ts';

/** What operations work on. */
export interface OperationParts {
  readonly project: Project;
  readonly store: Store;
  readonly log: Log;
  readonly letters: Letters;
  readonly runs: Runs;
  readonly agreed: Agreed;
  readonly desk: GoalDesk;
}

/** What those who run the pipeline can ask of it. @param now ms since the epoch. */
export function createOperations(parts: OperationParts, now: () => number): Operations {
  const { letters, desk } = parts;
  return {
    deadLetters: (selection) => letters.list(selection),
    deadLetter: (id) => letters.show(id),
    replayDeadLetters: (request) => letters.replay(request),
    applyGoals: (request) => desk.apply(request),
    checkGoals: () => checkGoals(parts, now()),
    goalsInForce: () => desk.inForce(),
    goalHistory: (id) => desk.history(id),
    privacyRequests: () => listRequests(parts.log),
    privacyExport: (id) => exportRequest(parts.log, parts.store, id),
    cancelPrivacy: (id) => cancelRequest(parts.log, id, now()),
    replay: (request, signal) => prepareReplay(contextOf(parts, now), request).run(signal),
    reconcile: (request, signal) => reconciled(parts, now, request, signal),
  };
}

async function checkGoals({ project, store }: OperationParts, now: number): Promise<GoalCheck> {
  const written = await loadProject(project.path, connectors, process.env);
  return checkOnFacts(written, store, now);
}

function contextOf(parts: OperationParts, now: () => number): ReplayContext {
  const { project, store, log, agreed } = parts;
  const { timezone, currency } = project.config.business;
  return {
    store,
    log,
    now,
    timezone,
    rules: agreedRules(agreed, project.metrics),
    rates: openRates(store, currency),
    onBehind: () => askForPass(log),
  };
}

/** The goals as they stood when, for as long as they were agreed. */
async function* reconciled(
  parts: OperationParts,
  now: () => number,
  request: ReconcileRequest,
  signal: AbortSignal | undefined,
): ReturnType<typeof reconcileSteady> {
  const { histories } = await parts.agreed.current();
  const epochs = epochsOf(histories.values());
  const evaluated = async (store: Store) =>
    (await attainment({ ...parts, store }, {}, now())).goals;
  return yield* reconcileSteady({ ...parts, epochs, evaluated, now }, request, signal);
}
