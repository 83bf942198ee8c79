import type { Operations } from '../../dashboards/api/operations.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { compileRules } from '../attribution/attribute.ts';
import type { Project } from '../config/load-project.ts';
import type { Letters } from '../dead-letters/letters.ts';
import type { Log } from '../log/log.ts';
import { countersByPart } from '../processor/recompute-sql.ts';
import { rewriting } from '../processor/passes.ts';
import { openRates } from '../processor/rates.ts';
import { rulesRevision } from '../processor/revision.ts';
import type { GoalDesk } from './goal-desk.ts';
import { prepareReplay, type ReplayContext } from '../replay/replay.ts';
import type { Store } from '../store/store.ts';
import { reconcileSteady } from './reconcile-steady.ts';

/** What operations work on. */
export interface OperationParts {
  readonly project: Project;
  readonly store: Store;
  readonly log: Log;
  readonly letters: Letters;
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
    goalsInForce: () => desk.inForce(),
    goalHistory: (id) => desk.history(id),
    replay: (request, signal) => prepareReplay(contextOf(parts, now), request).run(signal),
    reconcile: (request, signal) => reconcileSteady({ ...parts, now }, request, signal),
  };
}

function contextOf({ project, store, log }: OperationParts, now: () => number): ReplayContext {
  const { goals, config } = project;
  const rules = compileRules(goals, metrics);
  const revision = rulesRevision(goals);
  const counters = countersByPart(goals, metrics);
  const { timezone, currency } = config.business;
  const rates = openRates(store, currency);
  return {
    store,
    log,
    now,
    timezone,
    rules: () => ({ rules, revision }),
    rates,
    onRates: rewriting(() => ({ store, log, rules, revision }), rates),
    counters: () => counters,
  };
}
