import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { localDate } from '../../schemas/calendar.ts';
import type { FrozenBaseline, GoalHistory, Revision } from '../../schemas/goal-history.ts';
import { measureBaseline, unmeasuredPeriods } from '../attainment/measure-baseline.ts';
import type { Project } from '../config/load-project.ts';
import type { Agreed } from '../goals/agreed.ts';
import { goalRecord } from '../goals/book.ts';
import { goalsOn, judgingOn, revisionOn } from '../goals/in-force.ts';
import { readDamage } from '../integrity/damage.ts';
import type { Log } from '../log/log.ts';
import type { Store } from '../store/store.ts';
import { GOALS_TOPIC } from '../topics.ts';
import type { Runs } from './runs.ts';
import { waiting } from './settle.ts';
import { streamsOf } from './streams.ts';

/** What baselines are frozen with. */
export interface BaselineParts {
  readonly project: Project;
  readonly log: Log;
  readonly store: Store;
  readonly runs: Runs;
  readonly agreed: Agreed;
}

/** How often it is looked for goals whose baseline is not measured, ms. */
const LOOK_EVERY_MS = 5_000;

/**
 * Measures the baselines of goals that have none yet, and keeps them with the goals: from then on
 * they stay as they are. Waits for another call while sources were never read whole or facts are
 * not counted, and while there are no facts on the days to compare with.
 * @param now ms since the epoch.
 */
export async function freezeBaselines(parts: BaselineParts, now: number): Promise<void> {
  const { project, log, agreed } = parts;
  const today = localDate(now, project.config.business.timezone);
  const { histories } = await agreed.current();
  const open = [...histories.values()].filter((history) => isOpen(history, today));
  if (open.length === 0 || !(await isWhole(parts))) return;
  for (const history of open) {
    const frozen = await frozenHistory(parts, history, histories.values(), today, now);
    if (frozen !== undefined) await log.append(GOALS_TOPIC, [goalRecord(frozen)]);
  }
}

/**
 * Freezes baselines as they come to be known, until it is told to stop. Where it fails, as while the
 * store is away, it tries again.
 * @returns resolves when it has stopped.
 */
export async function keepFreezing(
  parts: BaselineParts & { readonly logger: Pick<Logger, 'warn'> },
  now: () => number,
  stop: AbortSignal,
): Promise<void> {
  while (!stop.aborted) {
    try {
      await freezeBaselines(parts, now());
    } catch (error) {
      if (!stop.aborted) parts.logger.warn({ error }, 'baselines could not be measured');
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal: stop }).catch(() => undefined);
  }
}

function isOpen(history: GoalHistory, today: string): boolean {
  const revision = judgingOn(history, today);
  if (revision === undefined || revision.goal === null) return false;
  return unmeasuredPeriods(revision.goal, revision.baseline, today).length > 0;
}

/** Whether every stream was read whole at least once, and all of it is counted and there. */
async function isWhole({ project, log, runs }: BaselineParts): Promise<boolean> {
  const streams = await runs.freshness(streamsOf(project));
  if (streams.some(({ lastReadAt }) => lastReadAt === undefined)) return false;
  if ((await readDamage(log)).length > 0) return false;
  return (await waiting(log)) === 0;
}

/**
 * The history with what could be measured, by the scope and family that the goal began with;
 * undefined where that is nothing new.
 */
async function frozenHistory(
  { store, project }: BaselineParts,
  history: GoalHistory,
  all: Iterable<GoalHistory>,
  today: string,
  knownAt: number,
): Promise<GoalHistory | undefined> {
  const revision = judgingOn(history, today);
  const metric = project.metrics.get(revision?.goal?.metric ?? '');
  if (revision === undefined || revision.goal === null || metric === undefined) return undefined;
  const { start } = revision.goal.window;
  const began = start < today ? start : today;
  const first = revisionOn(history, began)?.goal ?? revision.goal;
  const { scope: _now, ...rest } = revision.goal;
  const goal = first.scope === undefined ? rest : { ...rest, scope: first.scope };
  const before = revision.baseline;
  const frozen = before === undefined ? {} : { frozen: before };
  const measure = { goals: goalsOn(all, began), metric, today, knownAt, ...frozen };
  const measured = await measureBaseline(store, goal, measure);
  if (measured === undefined || sizesOf(measured) === sizesOf(before)) return undefined;
  return withBaseline(history, { ...revision, baseline: measured });
}

/** How many periods have been looked at, and how many of them had facts. */
function sizesOf(baseline: FrozenBaseline | undefined): string {
  const periods = baseline?.periods ?? [];
  return `${periods.length} ${periods.filter(({ facts }) => facts > 0).length}`;
}

function withBaseline({ id, revisions }: GoalHistory, changed: Revision): GoalHistory {
  return { id, revisions: revisions.map((one) => (one.n === changed.n ? changed : one)) };
}
