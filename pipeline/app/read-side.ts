import type { LedgerSelection, ReadSide, SyncAnswer } from '../../dashboards/api/read-side.ts';
import { localDate } from '../../schemas/calendar.ts';
import type { LedgerPage } from '../../schemas/ledger.ts';
import type { Metric } from '../../schemas/metric.ts';
import type { Status } from '../../schemas/status.ts';
import { goalsAsOf, type AgreedGoal } from '../attainment/agreed.ts';
import { damageOn } from '../attainment/refused.ts';
import { hasOwner, ownedPage } from '../attainment/ledger-owner.ts';
import { readDays, readLedger } from '../attainment/ledger.ts';
import { readMissingRates } from '../attainment/missing-rates.ts';
import type { Project } from '../config/load-project.ts';
import type { Letters } from '../dead-letters/letters.ts';
import type { Agreed } from '../goals/agreed.ts';
import type { GoalChange } from '../goals/changes.ts';
import { readDamage } from '../integrity/damage.ts';
import { DamageError } from '../integrity/integrity-error.ts';
import type { Log } from '../log/log.ts';
import { openRequests } from '../privacy/tell.ts';
import { BadSelectionError } from '../replay/bad-selection.ts';
import type { Store } from '../store/store.ts';
import { attainment } from './attainment.ts';
import { requestSync } from './commands.ts';
import { lastCheck } from './nightly.ts';
import type { Runs } from './runs.ts';
import { readBeside, Reattribution } from './reattribution.ts';
import { readStatus } from './status.ts';
import { streamsOf } from './streams.ts';

/** What the answers come from. */
export interface ReadSideParts {
  readonly project: Project;
  readonly store: Store;
  readonly log: Log;
  readonly runs: Runs;
  readonly letters: Letters;
  readonly agreed: Agreed;
  /** How the files differed from what is agreed when this process started. */
  readonly notAgreed?: readonly GoalChange[];
}

/** Answers the API, the pages and the command line. */
export function createReadSide(parts: ReadSideParts, now: () => number): ReadSide {
  const reattribution = new Reattribution(parts.log);
  return {
    attainment: async (selection = {}) => {
      const { result, reattributing } = await readBeside(reattribution, () =>
        attainment(parts, selection, now()),
      );
      if (!reattributing) return result;
      return { ...result, processing: { ...result.processing, reattributing } };
    },
    ledger: (goal, selection) => ledger(parts, goal, selection, now()),
    status: () => status(parts, reattribution, now()),
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

async function status(
  parts: ReadSideParts,
  reattribution: Reattribution,
  now: number,
): Promise<Status> {
  const { project, store, log, runs, letters } = parts;
  const connections = await runs.freshness(streamsOf(project));
  const missingRates = await readMissingRates(store);
  const webhooks = await runs.webhooksOf(project.connections.map(({ name }) => name));
  const privacy = await openRequests(log);
  const openDeadLetters = await letters.open();
  const damage = await readDamage(log);
  const checked = await lastCheck(log);
  // Before the marks, which it waits for.
  const reattributing = await reattribution.goesOn();
  return readStatus({
    log,
    now,
    connections,
    damage,
    checked,
    reattributing,
    missingRates,
    webhooks,
    privacy,
    openDeadLetters,
  });
}

async function ledger(
  { project, store, log, agreed }: ReadSideParts,
  id: string,
  selection: LedgerSelection,
  now: number,
): Promise<LedgerPage | undefined> {
  const today = localDate(now, project.config.business.timezone);
  const { histories, owners, teams } = await agreed.current();
  const goals = goalsAsOf(histories.values(), today);
  const goal = goals.find((candidate) => candidate.goal.id === id);
  const metric = metricOf(goals, project.metrics, id);
  if (metric === undefined) return undefined;
  const { owner } = selection;
  if (owner !== undefined && (goal === undefined || !hasOwner(goal, owner))) {
    throw new BadSelectionError(
      `${owner} has no share in ${id}`,
      'goalstream attain --json tells whose a goal is',
    );
  }
  // Facts dated later count for nothing yet, so they are in no ledger.
  const to = selection.to === undefined || selection.to > today ? today : selection.to;
  const range = { ...selection, to, today };
  const [damage] = damageOn(metric, daysOf(range, goal), await readDamage(log));
  if (damage !== undefined) throw new DamageError(damage);
  const page = linked(await readLedger(store, id, goal, metric, range), project);
  if (goal === undefined || owner === undefined) return page;
  const names = new Map([...teams, ...owners].map((each) => [each.id, each.name]));
  const days = metric.kind === 'sum' ? await readDays(store, id, metric, range) : undefined;
  return ownedPage(page, goal, { id: owner, name: names.get(owner) ?? owner }, metric, days);
}

/** With where each order is seen in its source, as far as its connector can tell. */
function linked(page: LedgerPage, { connections }: Project): LedgerPage {
  const bySource = new Map(connections.map((connection) => [connection.name, connection]));
  const entries = page.entries.map((entry) => {
    const { connector, config } = bySource.get(entry.source) ?? {};
    const { orderId } = entry;
    const link = orderId === undefined ? undefined : connector?.orderLink?.(config, orderId);
    return link === undefined ? entry : { ...entry, link };
  });
  return { ...page, entries };
}

/** The days asked for, within those of the goal; a remainder has all. */
function daysOf(
  { from = '', to = '9999' }: Pick<LedgerSelection, 'from' | 'to'>,
  agreed: AgreedGoal | undefined,
): { start: string; end: string } {
  const { start = '', end = '9999' } = agreed?.goal.window ?? {};
  return { start: from > start ? from : start, end: to < end ? to : end };
}

/** unattributed/… and overlap/… of a goal or a metric have ledgers too. */
function metricOf(
  goals: readonly AgreedGoal[],
  metrics: ReadonlyMap<string, Metric>,
  counter: string,
): Metric | undefined {
  const named = /^(?:unattributed|overlap)\/metric\.(\w+)$/.exec(counter)?.[1];
  if (named !== undefined) return metrics.get(named);
  const id = /^(?:unattributed|overlap)\/(.+)$/.exec(counter)?.[1] ?? counter;
  const found = goals.find(({ goal }) => goal.id === id);
  return found === undefined ? undefined : metrics.get(found.goal.metric);
}
