import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { localDate } from '../../schemas/calendar.ts';
import type { FrozenBaseline, GoalHistory, Revision } from '../../schemas/goal-history.ts';
import type { Goal } from '../../schemas/goals.ts';
import {
  measureBaselines,
  unmeasuredPeriods,
  type BaselineAsked,
  type BaselineMeasure,
} from '../attainment/measure-baseline.ts';
import type { Project } from '../config/load-project.ts';
import type { Agreed } from '../goals/agreed.ts';
import { goalRecord } from '../goals/book.ts';
import { goalsOn, judgingOn, revisionOn } from '../goals/in-force.ts';
import { readDamage } from '../integrity/damage.ts';
import type { Log, LogRecord } from '../log/log.ts';
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

/** Goals whose baselines are kept together: each time, all workers read the agreed goals again. */
const GOALS_PER_APPEND = 500;
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
  const goalsAt = onceByDay((day) => goalsOn(histories.values(), day));
  for (let from = 0; from < open.length; from += GOALS_PER_APPEND) {
    const some = open
      .slice(from, from + GOALS_PER_APPEND)
      .flatMap((history) => askedOf(project, history, goalsAt, { today, knownAt: now }) ?? []);
    const measured = await measureBaselines(parts.store, some);
    const records = some.flatMap((one, at) => frozenRecord(one, measured[at]) ?? []);
    if (records.length > 0) await log.append(GOALS_TOPIC, records);
  }
}

function onceByDay<T>(make: (day: string) => T): (day: string) => T {
  const known = new Map<string, T>();
  return (day) => {
    const value = known.get(day) ?? make(day);
    known.set(day, value);
    return value;
  };
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

interface Asked extends BaselineAsked {
  readonly history: GoalHistory;
  readonly revision: Revision;
}

/** What is measured of a goal: by the scope and family that it began with. */
function askedOf(
  { metrics }: Project,
  history: GoalHistory,
  goalsAt: (day: string) => readonly Goal[],
  { today, knownAt }: Pick<BaselineMeasure, 'today' | 'knownAt'>,
): Asked | undefined {
  const revision = judgingOn(history, today);
  const metric = metrics.get(revision?.goal?.metric ?? '');
  if (revision === undefined || revision.goal === null || metric === undefined) return undefined;
  const { start } = revision.goal.window;
  const began = start < today ? start : today;
  const first = revisionOn(history, began)?.goal ?? revision.goal;
  const { scope: _now, ...rest } = revision.goal;
  const goal = first.scope === undefined ? rest : { ...rest, scope: first.scope };
  const before = revision.baseline;
  const frozen = before === undefined ? {} : { frozen: before };
  const measure = { goals: goalsAt(began), metric, today, knownAt, ...frozen };
  return { goal, measure, history, revision };
}

/** The history with what could be measured; undefined where that is nothing new. */
function frozenRecord(
  { history, revision }: Asked,
  measured: FrozenBaseline | undefined,
): LogRecord | undefined {
  if (measured === undefined || sizesOf(measured) === sizesOf(revision.baseline)) return undefined;
  return goalRecord(withBaseline(history, { ...revision, baseline: measured }));
}

/** How many periods have been looked at, and how many of them had facts. */
function sizesOf(baseline: FrozenBaseline | undefined): string {
  const periods = baseline?.periods ?? [];
  return `${periods.length} ${periods.filter(({ facts }) => facts > 0).length}`;
}

function withBaseline({ id, revisions }: GoalHistory, changed: Revision): GoalHistory {
  return { id, revisions: revisions.map((one) => (one.n === changed.n ? changed : one)) };
}
