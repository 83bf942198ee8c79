import type { AttainmentSelection } from '../../dashboards/api/read-side.ts';
import type { AttainmentReport, GoalAttainment } from '../../schemas/attainment.ts';
import { addDays, localDate } from '../../schemas/calendar.ts';
import { goalsAsOf, type AgreedGoal } from '../attainment/agreed.ts';
import { readFigures, readSums } from '../attainment/figures.ts';
import { ownersOf } from '../attainment/owners.ts';
import { readDamage } from '../integrity/damage.ts';
import { answeredMetrics, refusedGoals } from '../attainment/refused.ts';
import { incompleteGoals } from '../attainment/incomplete.ts';
import { readMissingRates } from '../attainment/missing-rates.ts';
import { readOpenFacts } from '../attainment/open-facts.ts';
import { evaluatedGoals, scored, summariesOf } from '../attainment/report.ts';
import { goalsOwnedBy, ownerIdsOf, type People } from '../attainment/whose.ts';
import { nearest } from '../config/problem.ts';
import { toldChanges } from '../goals/told-changes.ts';
import { BadSelectionError } from '../replay/bad-selection.ts';
import type { ReadSideParts } from './read-side.ts';
import { waiting } from './settle.ts';
import { lastReadBy, rejectedBy } from './last-read.ts';
import { factStreams, streamsOf } from './streams.ts';

/** Goals whose figures are read together: what is read at once does not grow with the goals. */
const GOALS_AT_ONCE = 250;

/**
 * Every goal as it stands, or as it stood at the end of an earlier local day: by the revisions in
 * force then and the facts up to and including that day, as they are known now.
 * @param now ms since the epoch.
 * @throws BadSelectionError for a day to come, or an owner that there is not.
 */
export async function attainment(
  { project, store, log, runs, agreed, notAgreed = [] }: ReadSideParts,
  { owner, team = false, asOf }: AttainmentSelection,
  now: number,
): Promise<AttainmentReport> {
  const { metrics } = project;
  const { name, timezone, currency, locale } = project.config.business;
  const { day, today, through } = daysOf(asOf, localDate(now, timezone));
  const { histories, ...people } = await agreed.current();
  const ids = owner === undefined ? undefined : idsOf(owner, people, team);
  const goals = asWritten(goalsAsOf(histories.values(), day), project.goals);
  const needed = ids === undefined ? goals : neededGoals(goals, ids, day);
  const figureDays = { through, today };
  const [sums, behind, freshness, missingRates, damage] = await Promise.all([
    readSums(store, metrics, figureDays),
    waiting(log),
    runs.freshness(streamsOf(project)),
    readMissingRates(store),
    readDamage(log),
  ]);
  const written = new Map(
    through === undefined ? notAgreed.map((change) => [change.id, change]) : [],
  );
  const streams = factStreams(project);
  const lastRead = lastReadBy(streams, freshness, timezone);
  const rejected = rejectedBy(streams, freshness);
  const plain = goals.map(({ goal }) => goal);
  const context = { ...people, family: goals, metrics, day, today, timezone, lastRead, rejected };
  const evaluated: GoalAttainment[] = [];
  for (let from = 0; from < needed.length; from += GOALS_AT_ONCE) {
    const some = needed.slice(from, from + GOALS_AT_ONCE);
    const asked = some.map(({ goal }) => goal);
    const [figures, open] = await Promise.all([
      readFigures(store, asked, metrics, figureDays, plain),
      readOpenFacts(store, asked, metrics, { last: day, today }),
    ]);
    evaluated.push(...evaluatedGoals({ ...context, goals: some, figures, open }));
  }
  const answered = refusedGoals(scored(evaluated, plain), metrics, damage);
  const shown = ids === undefined ? answered : goalsOwnedBy(answered, ids);
  return {
    asOf: now,
    day,
    ...(through === undefined ? {} : { past: true as const }),
    business: { name, timezone, currency, locale },
    freshness: [...freshness],
    processing: { behind },
    missingRates,
    damage: [...damage],
    metrics: answeredMetrics(summariesOf(metrics, plain, sums), metrics, damage),
    goals: incompleteGoals(shown, metrics, missingRates).map((goal) => ({
      ...goal,
      ...toldChanges(histories.get(goal.id), written.get(goal.id), { day, timezone }),
    })),
  };
}

/** The goals of owners, and those that what is said of them stands on: children and supporting goals. */
function neededGoals(
  goals: readonly AgreedGoal[],
  ids: ReadonlySet<string>,
  day: string,
): readonly AgreedGoal[] {
  const own = new Set(
    goals
      .filter((agreed) =>
        ownersOf(agreed, day, new Map(), undefined).some(
          ({ id, share }) => share !== '0' && ids.has(id),
        ),
      )
      .map(({ goal }) => goal.id),
  );
  return goals.filter(
    ({ goal: { id, parent = '', supports = '' } }) =>
      own.has(id) || own.has(parent) || own.has(supports),
  );
}

interface ReportDays {
  readonly day: string;
  /** The first local date that is not over. */
  readonly today: string;
  readonly through?: string;
}

/** A day gone by is seen from its end; today is not over. */
function daysOf(asOf: string | undefined, today: string): ReportDays {
  if (asOf === undefined || asOf === today) return { day: today, today };
  if (asOf < today) return { day: asOf, today: addDays(asOf, 1), through: asOf };
  throw new BadSelectionError(`${asOf} is yet to come`, `ask for a day up to ${today}`);
}

function idsOf(owner: string, people: People, managed: boolean): ReadonlySet<string> {
  const ids = ownerIdsOf(owner, people, managed);
  if (ids !== undefined) return ids;
  const known = [...people.owners, ...people.teams].map(({ id }) => id);
  const close = nearest(owner, known);
  throw new BadSelectionError(
    `there is no owner or team ${owner}`,
    close === undefined ? `write one of ${known.join(', ')}` : `did you mean ${close}?`,
  );
}

/** In the order of the project's files; goals that are not in them at the end. */
function asWritten<T extends Pick<AgreedGoal, 'goal'>>(
  goals: readonly T[],
  written: readonly { readonly id: string }[],
): readonly T[] {
  const places = new Map(written.map(({ id }, place) => [id, place]));
  const placeOf = ({ goal }: T): number => places.get(goal.id) ?? written.length;
  return goals.toSorted((a, b) => placeOf(a) - placeOf(b));
}
