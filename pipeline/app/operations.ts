import type { Operations } from '../../dashboards/api/operations.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { compileRules } from '../attribution/attribute.ts';
import { always } from '../attribution/epoch.ts';
import type { Project } from '../config/load-project.ts';
import type { Letters } from '../dead-letters/letters.ts';
import type { Log } from '../log/log.ts';
import { countersByPart } from '../processor/recompute-sql.ts';
import { prepareReplay, type ReplayContext } from '../replay/replay.ts';
import type { Store } from '../store/store.ts';

/** What operations work on. */
export interface OperationParts {
  readonly project: Project;
  readonly store: Store;
  readonly log: Log;
  readonly letters: Letters;
}

/** What those who run the pipeline can ask of it. @param now ms since the epoch. */
export function createOperations(parts: OperationParts, now: () => number): Operations {
  const { letters } = parts;
  return {
    deadLetters: (selection) => letters.list(selection),
    deadLetter: (id) => letters.show(id),
    replayDeadLetters: (request) => letters.replay(request),
    replay: (request, signal) => prepareReplay(contextOf(parts, now), request).run(signal),
  };
}

function contextOf({ project, store, log }: OperationParts, now: () => number): ReplayContext {
  const { goals, config } = project;
  const epochs = always(goals);
  const rules = compileRules(epochs, metrics);
  const counters = countersByPart(epochs, metrics);
  const { timezone } = config.business;
  return {
    store,
    log,
    now,
    timezone,
    rules: () => ({ rules, revisionOf: rules.revision }),
    counters: () => counters,
  };
}
