import { connectors } from '../../connectors/registry.ts';
import { localDate } from '../../schemas/calendar.ts';
import type {
  ApplyRequest,
  ApplyResult,
  GoalHistory,
  GoalList,
} from '../../schemas/goal-history.ts';
import { goalsAsOf } from '../attainment/agreed.ts';
import { loadProject, type Project } from '../config/load-project.ts';
import { ConfigError } from '../config/problem.ts';
import type { Agreed } from '../goals/agreed.ts';
import { basisOf, basisProblems, renewedBasis } from '../goals/basis.ts';
import { basisRecord } from '../goals/book.ts';
import { GOALS_TOPIC } from '../topics.ts';
import { applyGoals, type Written } from '../goals/apply.ts';
import { resultOf } from '../goals/change-text.ts';
import { changesOf, type GoalChange } from '../goals/changes.ts';
import { revisionOn } from '../goals/in-force.ts';
import { revise, type Revised } from '../goals/revise.ts';
import type { Log } from '../log/log.ts';
import { writeBusiness } from '../store/business.ts';
import { writeDefinitions } from '../store/definitions.ts';
import { nextVersion } from '../store/next-version.ts';
import type { Store } from '../store/store.ts';

/** What goals are agreed with. */
export interface GoalDeskParts {
  readonly project: Project;
  readonly log: Log;
  readonly store: Store;
  readonly agreed: Agreed;
}

/** Agrees goals and tells what was agreed. */
export class GoalDesk {
  readonly #parts: GoalDeskParts;
  readonly #now: () => number;

  /** @param now ms since the epoch. */
  constructor(parts: GoalDeskParts, now: () => number) {
    this.#parts = parts;
    this.#now = now;
  }

  /**
   * Reads the project's files again and agrees the goals as they are written there.
   * @throws ConfigError
   */
  async apply({ dryRun, ...request }: ApplyRequest): Promise<ApplyResult> {
    const written = await loadProject(this.#parts.project.path, connectors, process.env);
    this.#checkMetrics(written);
    if (dryRun) {
      const { histories } = await this.#parts.agreed.current();
      return resultOf(revise(histories, written.goals, this.#revising(request)), true);
    }
    return resultOf(await this.agree(written, request), false);
  }

  /** Agrees the given goals; those that have started only with a reason. */
  async agree(written: Written, request: Omit<ApplyRequest, 'dryRun'>): Promise<Revised> {
    const { log, agreed } = this.#parts;
    const book = await agreed.current();
    const revised = await applyGoals(log, book, written, this.#revising(request));
    await this.writeDefinitions();
    return revised;
  }

  /**
   * Agrees what needs no reason, where one process has the log to itself. On a shared log whoever
   * has older files would turn the goals back: there it takes `goals apply`, but for the first time.
   * @returns how the files differ from what is agreed.
   */
  async agreeAtStart(agree = true): Promise<readonly GoalChange[]> {
    const { project, agreed } = this.#parts;
    await this.#checkBasis();
    const { histories } = await agreed.current();
    const own = project.config.log.kafka === undefined || histories.size === 0;
    if (agree && own) {
      const { refused } = await this.agree(project, { by: 'goalstream' });
      return refused.map(({ change }) => change);
    }
    await this.writeDefinitions();
    return changesOf(histories, project.goals);
  }

  /** The goals in force today. */
  async inForce(): Promise<GoalList> {
    const { histories } = await this.#parts.agreed.current();
    const goals = [...histories.values()].flatMap((history) => {
      const revision = revisionOn(history, this.#today);
      if (revision === undefined || revision.goal === null) return [];
      const { n, from, goal, baseline } = revision;
      const frozen = baseline === undefined ? {} : { baseline };
      return [{ id: goal.id, revision: n, from, goal, ...frozen }];
    });
    return { goals: goals.toSorted((a, b) => (a.id < b.id ? -1 : 1)) };
  }

  /** Everything a goal has been; undefined where it was never agreed. */
  async history(id: string): Promise<GoalHistory | undefined> {
    return (await this.#parts.agreed.current()).histories.get(id);
  }

  /** Writes the goals in force today beside the aggregates, for BI tools. */
  async writeDefinitions(): Promise<void> {
    const { project, store, agreed } = this.#parts;
    const { histories, owners, teams } = await agreed.current();
    const day = this.#today;
    const goals = goalsAsOf(histories.values(), day);
    const now = this.#now();
    await writeBusiness(store, project.config.business, await nextVersion(store, 'business', now));
    const version = await nextVersion(store, 'goal_definition', now);
    await writeDefinitions(store, goals, [...teams, ...owners], day, project.metrics, version);
  }

  /** What all figures stand on must be what it was. @throws ConfigError */
  async #checkBasis(): Promise<void> {
    const { project, agreed, log } = this.#parts;
    const { basis: known } = await agreed.current();
    const now = basisOf(project);
    const problems = known === undefined ? [] : basisProblems(known, now, project.dataDir);
    if (problems.length > 0) throw new ConfigError(problems);
    const renewed = renewedBasis(known, now);
    if (renewed !== undefined) await log.append(GOALS_TOPIC, [basisRecord(renewed)]);
  }

  /** Facts are counted by the metrics that the workers were started with. */
  #checkMetrics({ metrics }: Project): void {
    const [before, now] = [this.#parts.project.metrics, metrics].map(textOf);
    if (before === now) return;
    throw new ConfigError([
      {
        file: 'goalstream.yaml',
        path: 'metrics',
        message: 'the project’s own metrics have changed since goalstream was started',
        mend: 'start goalstream again (all workers), then apply the goals',
      },
    ]);
  }

  get #today(): string {
    return localDate(this.#now(), this.#parts.project.config.business.timezone);
  }

  #revising(request: Omit<ApplyRequest, 'dryRun'>) {
    return { ...request, at: this.#now(), today: this.#today };
  }
}

function textOf(metrics: Project['metrics']): string {
  return JSON.stringify([...metrics.values()]);
}
