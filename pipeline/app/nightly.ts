import { setTimeout as sleep } from 'node:timers/promises';
import { FACT_TYPES } from '../../schemas/facts.ts';
import { dataCheckSchema, type DataCheck } from '../../schemas/data-check.ts';
import type { ReconcileReport } from '../../schemas/reconcile.ts';
import { epochsOf } from '../goals/in-force.ts';
import { brokenParts, putAside } from '../integrity/check-parts.ts';
import { keepLosses, readDamage, type Loss } from '../integrity/damage.ts';
import { damagedFiles } from '../integrity/file-check.ts';
import { recountDays } from '../integrity/derived.ts';
import { keepHoldings } from '../integrity/holdings.ts';
import { missingFacts, type MissingFacts } from '../integrity/missing.ts';
import { publishDamage } from '../integrity/publish-damage.ts';
import { readRecorded, record } from '../integrity/recorded.ts';
import { jsonOf } from '../log/json-value.ts';
import type { Log } from '../log/log.ts';
import { dueRuns } from '../sync/schedule.ts';
import { reconcileSteady } from './reconcile-steady.ts';
import type { Runtime } from './runtime.ts';
import { settle, waiting } from './settle.ts';

export type NightlyParts = Pick<
  Runtime,
  'project' | 'store' | 'log' | 'agreed' | 'seals' | 'logger'
>;

/** At night in the business's time zone, when few ask. */
const SCHEDULE = '30 2 * * *';
const LOOK_EVERY_MS = 60_000;
/** Facts are counted where some came, at most so often, ms. */
const HOLDINGS_EVERY_MS = 600_000;
/** What is in the store's hands at one look must be there at the next, ms. */
const SECOND_LOOK_MS = 5_000;
/** The record of the last check in the log. */
const NAME = 'nightly';

/**
 * Compares store, facts and figures once a night, until it is told to stop. When it was last done is
 * in the log: a night that was missed is made up for at the next start, and of several workers
 * mostly one does it; twice does no harm.
 * @param now ms since the epoch.
 * @returns resolves when it has stopped.
 */
export async function keepChecking(
  parts: NightlyParts,
  now: () => number,
  stop: AbortSignal,
): Promise<void> {
  let countedAt = -Infinity;
  while (!stop.aborted) {
    try {
      if (await isDue(parts, now())) await checkData(parts, now, stop);
      else if (now() - countedAt > HOLDINGS_EVERY_MS && (await waiting(parts.log)) === 0) {
        await keepHoldings(parts.store, parts.log);
        countedAt = now();
      }
    } catch (error) {
      if (!stop.aborted) parts.logger.error({ err: error }, 'the nightly check failed');
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal: stop }).catch(() => undefined);
  }
}

/** The last check, where there was one. */
export async function lastCheck(log: Pick<Log, 'latestByKey'>): Promise<DataCheck | undefined> {
  const check = dataCheckSchema.safeParse(jsonOf((await readRecorded(log)).get(NAME) ?? null));
  return check.success ? check.data : undefined;
}

async function isDue({ log, project }: NightlyParts, now: number): Promise<boolean> {
  const { timezone } = project.config.business;
  const last = await lastCheck(log);
  if (last === undefined) {
    // The first night is the next one.
    await keep(log, { at: now, differences: 0, recounted: 0 });
    return false;
  }
  return dueRuns({ cron: SCHEDULE, timezone, watermark: last.at, now, jitterMs: 0 }).due;
}

function keep(log: Pick<Log, 'append'>, check: DataCheck): Promise<void> {
  return record(log, { [NAME]: JSON.stringify(check) });
}

/**
 * Reads every part, looks for facts that should stand and do not, and compares facts, ledger and
 * figures. Lost facts are kept as damage: their days give no figure until a repair. Figures that
 * differ from the facts are made again and compared once more.
 */
export async function checkData(
  parts: NightlyParts,
  now: () => number,
  stop: AbortSignal,
  secondLookMs = SECOND_LOOK_MS,
): Promise<DataCheck> {
  const { store, log, seals, logger } = parts;
  await keep(log, { at: now(), differences: 0, recounted: 0 });
  const broken = await brokenParts(store, stop);
  await seals.seal();
  await putAside(store, broken);
  await seals.seal();
  for (const part of broken) logger.error(part, 'a damaged part of the store was put aside');
  await settle(log);
  await keepMissing(parts, now(), secondLookMs);
  await publishDamage(store, log);
  const first = await compared(parts, stop);
  const recounted = first.equal ? 0 : await makeAgain(parts, first);
  const { equal, compared: checks } = first.equal ? first : await compared(parts, stop);
  const differences = checks.reduce((sum, each) => sum + each.differences, 0);
  const damaged = await damagedFiles(parts.project.dataDir, stop);
  const check: DataCheck = {
    at: now(),
    differences,
    recounted,
    ...(damaged.length > 0 && { damaged: [...damaged] }),
  };
  await keep(log, check);
  if (recounted > 0) logger.warn(check, 'figures that differed from the facts were made again');
  if (!equal) logger.error(check, 'figures differ: goalstream reconcile lists them');
  for (const file of damaged)
    logger.error({ file }, 'a file is damaged: stop goalstream and run goalstream repair');
  const damage = await readDamage(log);
  if (damage.length > 0)
    logger.error({ damage }, 'the store has lost facts: run goalstream repair');
  return check;
}

/** Facts that are missing at two looks; what is just being stored is there at the second. */
async function keepMissing(
  { store, log }: NightlyParts,
  at: number,
  secondLookMs: number,
): Promise<void> {
  const damaged = new Set((await readDamage(log)).map(({ type }) => type));
  for (const type of FACT_TYPES) {
    if (damaged.has(type)) continue;
    const first = await missingFacts(store, type);
    if (first.length === 0) continue;
    await sleep(secondLookMs);
    await settle(log);
    const still = (await missingFacts(store, type)).filter((each) =>
      first.some((before) => sameFacts(before, each)),
    );
    const losses = still.map(({ source, stream, facts, from, to }): [string, Loss] => [
      `missing/${type}/${source}/${stream}`,
      { type, from, to, rows: facts, at },
    ]);
    await keepLosses(log, new Map(losses));
  }
}

function sameFacts(a: MissingFacts, b: MissingFacts): boolean {
  return a.source === b.source && a.stream === b.stream && a.facts <= b.facts;
}

async function compared(parts: NightlyParts, stop: AbortSignal): Promise<ReconcileReport> {
  const { histories } = await parts.agreed.current();
  const context = { ...parts, epochs: epochsOf(histories.values()), now: Date.now };
  const steps = reconcileSteady({ ...context, sources: false }, {}, stop);
  let step = await steps.next();
  while (step.done !== true) step = await steps.next();
  return step.value;
}

/** @returns how many days are made again; what differs over a whole range is made again whole. */
async function makeAgain(
  { store, log }: NightlyParts,
  { compared: checks, differences }: ReconcileReport,
): Promise<number> {
  const figures = differences.filter(({ check }) => check !== 'rates');
  const all = checks
    .filter(({ check }) => check !== 'rates')
    .reduce((sum, each) => sum + each.differences, 0);
  if (all === 0) return 0;
  const days = new Set(figures.flatMap(({ day }) => day ?? []));
  const whole = all > figures.length || figures.some(({ day }) => day === undefined);
  const spans = whole
    ? [{ from: '1970-01-01', to: '2149-06-06' }]
    : [...days].map((day) => ({ from: day, to: day }));
  const marked = await recountDays(store, log, spans);
  await settle(log);
  return marked;
}
