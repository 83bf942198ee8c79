import type { LedgerSelection, ReadSide, SyncAnswer } from '../../dashboards/api/read-side.ts';
import type { AttainmentReport } from '../../schemas/attainment.ts';
import type { LedgerPage } from '../../schemas/ledger.ts';
import type { Goal } from '../../schemas/goals.ts';
import type { Metric } from '../../schemas/metric.ts';
import type { Status } from '../../schemas/status.ts';
import { localDate } from '../../schemas/calendar.ts';
import { readFigures } from '../attainment/figures.ts';
import { incompleteGoals } from '../attainment/incomplete.ts';
import { readLedger } from '../attainment/ledger.ts';
import { readMissingRates } from '../attainment/missing-rates.ts';
import { reportOf } from '../attainment/report.ts';
import type { Agreed } from '../goals/agreed.ts';
import { goalsSeenOn } from '../goals/in-force.ts';
import type { Project } from '../config/load-project.ts';
import type { Letters } from '../dead-letters/letters.ts';
import type { Log } from '../log/log.ts';
import type { Store } from '../store/store.ts';
import { requestSync } from './commands.ts';
import type { Runs } from './runs.ts';
import { waiting } from './settle.ts';
import { readStatus } from './status.ts';

/** What the answers come from. */
export interface ReadSideParts {
  readonly project: Project;
  readonly store: Store;
  readonly log: Log;
  readonly runs: Runs;
  readonly letters: Letters;
  readonly agreed: Agreed;
}

/** Answers the API, the pages and the command line. */
export function createReadSide(parts: ReadSideParts, now: () => number): ReadSide {
  return {
    attainment: () => attainment(parts, now()),
    ledger: (goal, selection) => ledger(parts, goal, selection, now()),
    status: () => status(parts, now()),
    ready: () => parts.store.ping(),
    runSync: (connection, wish) => runSync(parts, connection, { at: now(), ...wish }),
  };
}

async function runSync(
  { project, log }: ReadSideParts,
  connection: string,
  wish: Parameters<typeof requestSync>[2],
): Promise<SyncAnswer> {
  if (!project.connections.some(({ name }) => name === connection)) return { kind: 'unknown' };
  return { kind: 'accepted', command: (await requestSync(log, connection, wish)).id };
}

async function status(parts: ReadSideParts, now: number): Promise<Status> {
  const { project, store, log, runs, letters } = parts;
  const connections = await runs.freshness(streamsOf(project));
  const missingRates = await readMissingRates(store);
  return readStatus({ log, now, connections, missingRates, openDeadLetters: await letters.open() });
}

async function attainment(parts: ReadSideParts, asOf: number): Promise<AttainmentReport> {
  const { project, store, log, runs, agreed } = parts;
  const { config, metrics } = project;
  const { name, timezone, currency, locale } = config.business;
  const today = localDate(asOf, timezone);
  const { histories, owners } = await agreed.current();
  const goals = asWritten(goalsSeenOn(histories.values(), today), project.goals);
  const [figures, behind, freshness, missingRates] = await Promise.all([
    readFigures(store, goals, metrics),
    waiting(log),
    runs.freshness(streamsOf(project)),
    readMissingRates(store),
  ]);
  const report = reportOf({ goals, owners, metrics, figures, today });
  return {
    asOf,
    business: { name, timezone, currency, locale },
    freshness: [...freshness],
    processing: { behind },
    missingRates,
    ...report,
    goals: incompleteGoals(report.goals, metrics, missingRates),
  };
}

async function ledger(
  { project, store, agreed }: ReadSideParts,
  id: string,
  selection: LedgerSelection,
  now: number,
): Promise<LedgerPage | undefined> {
  const today = localDate(now, project.config.business.timezone);
  const goals = goalsSeenOn((await agreed.current()).histories.values(), today);
  const goal = goals.find((candidate) => candidate.id === id);
  if (goal !== undefined) {
    const metric = project.metrics.get(goal.metric);
    return metric === undefined ? undefined : readLedger(store, id, goal, metric, selection);
  }
  const metric = metricOfRemainder(goals, project.metrics, id);
  return metric === undefined ? undefined : readLedger(store, id, undefined, metric, selection);
}

/** In the order of the project's files; goals that are not in them at the end. */
function asWritten(goals: readonly Goal[], written: readonly Goal[]): readonly Goal[] {
  const places = new Map(written.map(({ id }, place) => [id, place]));
  const placeOf = ({ id }: Goal): number => places.get(id) ?? written.length;
  return goals.toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** unattributed/<goal>, unattributed/metric.<metric> and overlap/metric.<metric> have ledgers too. */
function metricOfRemainder(
  goals: readonly Goal[],
  metrics: ReadonlyMap<string, Metric>,
  counter: string,
): Metric | undefined {
  const named = /^(?:unattributed|overlap)\/metric\.(\w+)$/.exec(counter)?.[1];
  if (named !== undefined) return metrics.get(named);
  const parent = /^unattributed\/(.+)$/.exec(counter)?.[1];
  const goal = goals.find(({ id }) => id === parent);
  return goal === undefined ? undefined : metrics.get(goal.metric);
}

/** Every configured stream, or those of one connection. */
export function streamsOf(
  { connections }: Project,
  only?: string,
): { connection: string; stream: string }[] {
  const wanted = connections.filter(({ name }) => only === undefined || name === only);
  return wanted.flatMap(({ name, connector, config }) =>
    connector.streams(config).map((stream) => ({ connection: name, stream: stream.name })),
  );
}
