import type { LedgerSelection, ReadSide, SyncAnswer } from '../../dashboards/api/read-side.ts';
import type { AttainmentReport } from '../../schemas/attainment.ts';
import type { LedgerPage } from '../../schemas/ledger.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { localDate } from '../../schemas/calendar.ts';
import { readFigures } from '../attainment/figures.ts';
import { readLedger } from '../attainment/ledger.ts';
import { reportOf } from '../attainment/report.ts';
import type { Project } from '../config/load-project.ts';
import type { Log } from '../log/log.ts';
import type { Store } from '../store/store.ts';
import type { Runs } from './runs.ts';
import { waiting } from './settle.ts';

export interface ReadSideOptions {
  readonly project: Project;
  readonly store: Store;
  readonly log: Log;
  readonly runs: Runs;
  readonly now: () => number;
  readonly runSync?: (connection: string) => SyncAnswer;
}

/** Answers the API, the pages and the command line from the store. */
export function createReadSide(options: ReadSideOptions): ReadSide {
  const { store, runSync } = options;
  return {
    attainment: () => attainment(options),
    ledger: (goal, selection) => ledger(options, goal, selection),
    ready: () => store.ping(),
    ...(runSync === undefined ? {} : { runSync: (name: string) => Promise.resolve(runSync(name)) }),
  };
}

async function attainment(options: ReadSideOptions): Promise<AttainmentReport> {
  const { project, store, log, runs, now } = options;
  const { goals, owners, config } = project;
  const asOf = now();
  const [figures, behind] = await Promise.all([readFigures(store, goals), waiting(log)]);
  const { name, timezone, currency, locale } = config.business;
  const today = localDate(asOf, timezone);
  return {
    asOf,
    business: { name, timezone, currency, locale },
    freshness: [...runs.freshness(streamsOf(project))],
    processing: { behind },
    ...reportOf({ goals, owners, metrics, figures, today }),
  };
}

async function ledger(
  { project, store }: ReadSideOptions,
  id: string,
  selection: LedgerSelection,
): Promise<LedgerPage | undefined> {
  const goal = project.goals.find((candidate) => candidate.id === id);
  if (goal !== undefined) {
    const metric = metrics.get(goal.metric);
    return metric === undefined ? undefined : readLedger(store, id, goal, metric, selection);
  }
  const metric = metricOfRemainder(project, id);
  return metric === undefined ? undefined : readLedger(store, id, undefined, metric, selection);
}

/** unattributed/<goal>, unattributed/metric.<metric> and overlap/metric.<metric> have ledgers too. */
function metricOfRemainder({ goals }: Project, counter: string) {
  const named = /^(?:unattributed|overlap)\/metric\.(\w+)$/.exec(counter)?.[1];
  if (named !== undefined) return metrics.get(named);
  const parent = /^unattributed\/(.+)$/.exec(counter)?.[1];
  const goal = goals.find(({ id }) => id === parent);
  return goal === undefined ? undefined : metrics.get(goal.metric);
}

/** Every configured stream. */
export function streamsOf({ connections }: Project): { connection: string; stream: string }[] {
  return connections.flatMap(({ name, connector, config }) =>
    connector.streams(config).map((stream) => ({ connection: name, stream: stream.name })),
  );
}
