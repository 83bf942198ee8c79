import { FACT_TYPES } from '../../schemas/facts.ts';
import type {
  ReconcileCheck,
  ReconcileProgress,
  ReconcileReport,
  ReconcileRequest,
} from '../../schemas/reconcile.ts';
import { addsUp } from '../../schemas/metrics/parts-of.ts';
import type { Epoch } from '../attribution/epoch.ts';
import { readMissingRates } from '../attainment/missing-rates.ts';
import type { Project } from '../config/load-project.ts';
import type { Log } from '../log/log.ts';
import { rangesOf } from '../processor/counter-ranges.ts';
import { countersByPart } from '../processor/counters.ts';
import { BadSelectionError } from '../replay/bad-selection.ts';
import type { Store } from '../store/store.ts';
import { openCursors } from '../sync/cursors.ts';
import { sourceContext } from '../sync/source-context.ts';
import { checkCounters } from './counter-check.ts';
import { Findings, isWithin, type DayRange } from './findings.ts';
import { checkSource } from './source-check.ts';
import { equationsIn } from './tree.ts';
import { checkTree } from './tree-check.ts';
import { checkVerdicts, type Evaluated } from './verdict-check.ts';

export interface ReconcileContext {
  readonly project: Project;
  readonly store: Store;
  readonly log: Log;
  /** Whether the sources are asked for their totals; default true. */
  readonly sources?: boolean;
  /** The goals, as they stood when. */
  readonly epochs: readonly Epoch[];
  /** Evaluates the goals as people see them; absent: verdicts are not compared. */
  readonly evaluated?: Evaluated;
  /** ms since the epoch. */
  readonly now: () => number;
}

type Checks = Readonly<Record<ReconcileCheck, Findings>>;
type Steps = AsyncGenerator<ReconcileProgress, void>;

/**
 * Compares the sources' own totals, the facts, the ledger and the aggregates, and locates what
 * differs. Changes nothing. Gives what it is at, and the report at the end. What is in the log and
 * not yet counted shows as a difference: wait for it first.
 * @throws BadSelectionError where there is no such connection.
 */
export async function* reconcile(
  context: ReconcileContext,
  request: ReconcileRequest,
  signal: AbortSignal = new AbortController().signal,
): AsyncGenerator<ReconcileProgress, ReconcileReport> {
  const checks: Checks = {
    source: new Findings('source'),
    ledger: new Findings('ledger'),
    aggregates: new Findings('aggregates'),
    tree: new Findings('tree'),
    rates: new Findings('rates'),
    verdicts: new Findings('verdicts'),
  };
  const notes: string[] = [];
  if (context.sources !== false) {
    yield* checkSources(context, request, checks.source, notes, signal);
  }
  yield* checkParts(context, request, checks, signal);
  yield* checkTrees(context, request, checks.tree, signal);
  await checkRates(context.store, request, checks.rates);
  yield* compareVerdicts(context, request, checks.verdicts);
  const all = Object.values(checks);
  const compared = all.map(({ summary }) => summary);
  const differences = all.flatMap(({ listed }) => listed);
  const impossible = all.flatMap((each) => each.impossible);
  const failed = impossible.some(({ settled }) => settled !== true);
  const equal = !failed && compared.every((each) => each.differences === 0);
  return { equal, compared, differences, impossible, notes };
}

async function* checkSources(
  context: ReconcileContext,
  { connection: only, ...range }: ReconcileRequest,
  findings: Findings,
  notes: string[],
  signal: AbortSignal,
): Steps {
  const { project, store, log } = context;
  const names = project.connections.map(({ name }) => name);
  if (only !== undefined && !names.includes(only)) {
    throw new BadSelectionError(
      `there is no connection ${only}`,
      names.length === 0 ? 'the project has none.' : `write one of ${names.join(', ')}.`,
    );
  }
  const cursors = await openCursors(log);
  const { business } = project.config;
  for (const { name, connector, config } of project.connections) {
    if (only !== undefined && name !== only) continue;
    for (const stream of connector.streams(config)) {
      const subject = `${name}/${stream.name}`;
      const cursor = cursors.get(name, stream.name);
      const none = cursor === undefined ? { reason: 'it was never synced' } : undefined;
      const surroundings = { ...context.project, connection: name, business, now: context.now };
      const totals =
        none ??
        connector.totals?.(config, stream, cursor ?? {}, sourceContext(surroundings, signal));
      if (totals === undefined || 'reason' in totals) {
        const reason = totals?.reason ?? `connector ${connector.name} can't tell totals`;
        notes.push(`${subject} was not compared with its source: ${reason}`);
        continue;
      }
      yield { check: 'source', subject };
      const source = { connection: name, stream: stream.name, type: stream.fact };
      await checkSource(store, source, totals, range, findings);
    }
  }
}

async function* checkParts(
  { epochs, store, project }: ReconcileContext,
  range: DayRange,
  checks: Checks,
  signal: AbortSignal,
): Steps {
  const counters = countersByPart(epochs, project.metrics);
  const goals = new Set(epochs.flatMap((epoch) => epoch.goals.map(({ id }) => id)));
  for (const part of FACT_TYPES.flatMap((type) => counters.parts.get(type) ?? [])) {
    if (!addsUp(part) && !counters.has(part.id)) continue;
    signal.throwIfAborted();
    yield { check: 'aggregates', subject: part.id };
    for (const { counters: own, ...names } of rangesOf(counters)) {
      const asked = { part, range: names, counters: own.get(part.id) ?? [], splits: own.splits };
      await checkCounters(store, asked, goals, range, checks);
    }
  }
}

async function* checkTrees(
  { epochs, store, project }: ReconcileContext,
  range: DayRange,
  findings: Findings,
  signal: AbortSignal,
): Steps {
  const equations = equationsIn(epochs, project.metrics);
  for (const [part, own] of Map.groupBy(equations, (equation) => equation.part.id)) {
    signal.throwIfAborted();
    yield { check: 'tree', subject: part };
    await checkTree(store, part, own, range, findings);
  }
}

/** A verdict is of all days: where only some are asked for, there is none to compare. */
async function* compareVerdicts(
  { store, epochs, project, evaluated }: ReconcileContext,
  { from, to }: DayRange,
  findings: Findings,
): Steps {
  if (evaluated === undefined || from !== undefined || to !== undefined) return;
  yield { check: 'verdicts', subject: 'all goals' };
  const counters = countersByPart(epochs, project.metrics);
  await checkVerdicts(store, evaluated, counters, project.metrics, findings);
}

async function checkRates(store: Store, range: DayRange, findings: Findings): Promise<void> {
  for (const { day, currency, facts } of await readMissingRates(store)) {
    if (!isWithin(range, day)) continue;
    findings.compared(currency, 1);
    const figures = { expected: `a rate for ${facts} sales`, found: 'none' };
    findings.found(['sale'], [{ subject: currency, measure: 'rate', day, currency, ...figures }]);
  }
}
