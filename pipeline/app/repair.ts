import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FACT_TYPES, factTopic, type FactType } from '../../schemas/facts.ts';
import type { LostFacts, RepairReport } from '../../schemas/repair.ts';
import type { Operations } from '../../dashboards/api/operations.ts';
import { brokenParts, dropPutAside, putAside } from '../integrity/check-parts.ts';
import {
  damageOf,
  dropLosses,
  isUnlogged,
  isWhole,
  keepLosses,
  readLosses,
  wholeLosses,
  type Loss,
} from '../integrity/damage.ts';
import { recountDays } from '../integrity/derived.ts';
import { fewerThanHeld, keepHoldings } from '../integrity/holdings.ts';
import { relink } from '../integrity/identities.ts';
import { IntegrityError } from '../integrity/integrity-error.ts';
import { restoreLog } from '../integrity/log-copy.ts';
import { publishDamage } from '../integrity/publish-damage.ts';
import { missingFacts } from '../integrity/missing.ts';
import { firstOffsetOf, type Log } from '../log/log.ts';
import { GROUPS } from '../topics.ts';
import { epochsOf } from '../goals/in-force.ts';
import { isIndexDamaged } from '../sync/index-damage.ts';
import { putIndexAside } from './put-aside.ts';
import { integrityError, isLogForeign } from './foreign-part.ts';
import { forgetConnection } from './forget-connection.ts';
import { reconcileSteady } from './reconcile-steady.ts';
import type { Runtime } from './runtime.ts';
import type { SyncSummary } from './worker-messages.ts';

/** What a repair works with. */
export interface RepairParts {
  readonly runtime: Runtime;
  readonly operations: Pick<Operations, 'replay'>;
  /** Pulls a connection whole and resolves when all is counted. */
  readonly sync: (connection: string) => Promise<SyncSummary>;
  /** Resolves once everything in the log is counted. */
  readonly settled: () => Promise<void>;
}

export interface RepairRequest {
  /** Go on without the facts that can't be had again. */
  readonly acceptLoss: boolean;
}

type Steps<T> = AsyncGenerator<string, T>;

/**
 * Brings back what store or log have lost: what was agreed from its copy in the store, facts from
 * the log where it reaches back, else from the sources, read whole. Days stay refused until their
 * facts are there and the figures are equal to them. Cut short, it is run again. Gives what it is at.
 * @throws IntegrityError where log and store come from different folders.
 */
export async function* repair(parts: RepairParts, request: RepairRequest): Steps<RepairReport> {
  const { log, store, seals, fault, project } = parts.runtime;
  const { dataDir } = project;
  if (fault === 'mixed') throw await integrityError(fault, { dataDir, log, store });
  if (fault === 'store-lost' && (await isLogForeign(dataDir, log))) {
    throw new IntegrityError('log-foreign', dataDir);
  }
  const restored = yield* relinked(parts.runtime);
  yield 'looking at every part of the store';
  const broken = await brokenParts(store);
  if (fault === undefined) await seals.seal();
  await putAside(store, broken);
  await seals.seal();
  const notes = broken.map(
    ({ table, name }) => `part ${name} of ${table} was damaged and put aside`,
  );
  const losses = await readLosses(log);
  const before = damageOf(losses.values());
  await parts.settled();
  const reread = yield* indexesAside(parts.runtime, notes);
  if (losses.size === 0 && reread.length === 0) {
    parts.runtime.trustLog();
    return { whole: true, repaired: [], left: [], lost: [], restored, notes };
  }
  const failed = yield* factsAgain(parts, losses, reread, notes);
  const lost = yield* checked(parts, losses);
  const whole = failed.length === 0 && (lost.length === 0 || request.acceptLoss);
  notes.push(...failed);
  if (!whole) return { whole, repaired: [], left: [...before], lost, restored, notes };
  yield* figuresEqual(parts, notes);
  await dropLosses(log, losses.keys());
  await keepHoldings(store, log);
  await dropPutAside(store);
  await publishDamage(store, log);
  parts.runtime.trustLog();
  return { whole, repaired: [...before], left: [], lost, restored, notes };
}

/** Makes log and store belong together again. What was lost is kept as damage before. */
async function* relinked({ log, store, fault, desk, logger }: Runtime): Steps<number> {
  if (fault === undefined) return 0;
  logger.warn({ fault }, 'repairing');
  let restored = 0;
  if (fault !== 'store-lost') {
    yield 'restoring what was agreed';
    restored = await restoreLog(store, log);
  }
  await keepLosses(log, wholeLosses(FACT_TYPES, Date.now(), fault === 'store-lost'));
  await relink(log, store);
  await desk.agreeAtStart();
  return restored;
}

/** @returns the connections whose index of snapshots is damaged: they are read whole with a new one. */
async function* indexesAside({ project }: Runtime, notes: string[]): Steps<string[]> {
  yield 'looking at the indexes of snapshots';
  const damaged: string[] = [];
  for (const { name } of project.connections) {
    const path = join(project.dataDir, 'snapshots', `${name}.db`);
    if (!existsSync(path) || !isIndexDamaged(path)) continue;
    notes.push(await putIndexAside(project.dataDir, name));
    damaged.push(name);
  }
  return damaged;
}

/** Takes the facts in again. @returns what failed. */
async function* factsAgain(
  { runtime, operations, sync, settled }: RepairParts,
  losses: ReadonlyMap<string, Loss>,
  reread: readonly string[],
  notes: string[],
): Steps<string[]> {
  const { log, project } = runtime;
  const types = new Set<FactType>([...losses.values()].map(({ type }) => type));
  const unlogged = [...losses.keys()].some(isUnlogged);
  const short: FactType[] = [];
  for (const type of types) {
    const steps = operations.replay({ topic: factTopic(type) });
    for (let step = await steps.next(); step.done !== true; step = await steps.next()) {
      yield `reading the log: ${step.value.records} facts of type ${type}`;
    }
    if (!unlogged && (await reachesBack(log, type)))
      notes.push(`facts of type ${type} were read again from the log`);
    else short.push(type);
  }
  await settled();
  const failed: string[] = [];
  for (const { name, connector, config } of project.connections) {
    const streams = connector.streams(config).filter(({ fact }) => short.includes(fact));
    if (streams.length === 0 && !reread.includes(name)) continue;
    yield `reading ${name} whole`;
    await forgetConnection(runtime, name);
    const summary = await sync(name);
    for (const { stream, state, error = '' } of summary.streams) {
      if (state === 'succeeded' || state === 'partial')
        notes.push(`${name}/${stream} was read again whole`);
      else failed.push(`${name}/${stream} could not be read again: ${error}`);
    }
  }
  await settled();
  return failed;
}

/** Whether the log still has the first facts of a type that it was ever given. */
async function reachesBack(log: Log, type: FactType): Promise<boolean> {
  const topic = factTopic(type);
  for (const { partition, end } of await log.lag(GROUPS.attribute, [topic])) {
    if (end === 0) continue;
    let first = Infinity;
    for await (const records of log.read(topic, { partition, toOffset: end })) {
      for (const record of records) first = Math.min(first, firstOffsetOf(record));
      break;
    }
    if (first !== 0) return false;
  }
  return true;
}

/** What is not there still, by the days that facts stood on. */
async function* checked(
  { runtime: { store, log }, settled }: RepairParts,
  losses: ReadonlyMap<string, Loss>,
): Steps<LostFacts[]> {
  yield 'comparing what is there';
  const lost: LostFacts[] = [];
  const damage = damageOf(losses.values());
  const whole = new Set([...losses].filter(([key]) => isWhole(key)).map(([, { type }]) => type));
  for (const type of whole) lost.push(...(await fewerThanHeld(store, log, type)));
  for (const { type, from, to } of damage)
    lost.push(...(await missingFacts(store, type, { from, to })));
  yield 'making the figures again';
  await recountDays(store, log, damage);
  await settled();
  return lost;
}

/** Compares facts, ledger and figures. */
async function* figuresEqual({ runtime }: RepairParts, notes: string[]): Steps<void> {
  const { histories } = await runtime.agreed.current();
  const context = { ...runtime, epochs: epochsOf(histories.values()), now: Date.now };
  const steps = reconcileSteady({ ...context, sources: false }, {});
  let step = await steps.next();
  for (; step.done !== true; step = await steps.next()) yield `comparing ${step.value.subject}`;
  const { equal, compared } = step.value;
  if (equal) notes.push('facts, ledger and figures are equal');
  else {
    const differences = compared.reduce((sum, each) => sum + each.differences, 0);
    notes.push(`${differences} figures differ: goalstream reconcile lists them`);
  }
}
