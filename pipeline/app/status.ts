import type { Freshness, MissingRate } from '../../schemas/attainment.ts';
import type { DataCheck } from '../../schemas/data-check.ts';
import type { Damage } from '../../schemas/damage.ts';
import type { PrivacyRequest } from '../../schemas/privacy.ts';
import type { StageStatus, Status, WebhookStatus } from '../../schemas/status.ts';
import { recordsBehind, type Log, type PartitionLag } from '../log/log.ts';
import type { Stage } from '../processor/processor.ts';
import { FACT_TOPICS, GROUPS } from '../topics.ts';
import { liveWorkers, type Worker } from './workers.ts';

const STAGES: readonly { readonly stage: Stage; readonly topics: readonly string[] }[] = [
  { stage: 'attribute', topics: FACT_TOPICS },
  { stage: 'aggregate', topics: ['marks'] },
];

export interface StatusSources {
  readonly log: Log;
  readonly now: number;
  readonly connections: readonly Freshness[];
  readonly openDeadLetters: number;
  readonly webhooks: readonly WebhookStatus[];
  readonly missingRates: readonly MissingRate[];
  readonly privacy: readonly PrivacyRequest[];
  readonly damage: readonly Damage[];
  readonly checked: DataCheck | undefined;
  readonly reattributing: boolean;
}

/** How the pipeline is doing: streams, what waits in each stage, how fast it goes, who works. */
export async function readStatus(sources: StatusSources): Promise<Status> {
  const { log, now, connections, openDeadLetters } = sources;
  const workers = await liveWorkers(log, now);
  const stages = [];
  for (const { stage, topics } of STAGES) {
    stages.push(stageStatus(stage, await log.lag(GROUPS[stage], topics), workers));
  }
  return {
    at: now,
    connections: [...connections],
    stages,
    reattributing: sources.reattributing,
    workers: workers.map(({ id, host, pid, roles, startedAt, at }) => ({
      id,
      host,
      pid,
      roles,
      startedAt,
      at,
    })),
    missingRates: [...sources.missingRates],
    webhooks: [...sources.webhooks],
    privacy: [...sources.privacy],
    damage: [...sources.damage],
    ...(sources.checked === undefined ? {} : { checked: sources.checked }),
    deadLetters: { open: openDeadLetters },
  };
}

/** Pure: what the lag of a stage and the reports of its workers come to. */
export function stageStatus(
  stage: Stage,
  lag: readonly PartitionLag[],
  workers: readonly Worker[],
): StageStatus {
  const reports = workers.flatMap((worker) => worker.stages[stage] ?? []);
  const behind = recordsBehind(lag);
  const total = (of: (report: (typeof reports)[number]) => number): number =>
    reports.reduce((sum, report) => sum + of(report), 0);
  const perSecond = total((report) => report.perSecond);
  const lastBatch = reports
    .map((report) => report.lastBatch)
    .toSorted((a, b) => b.at - a.at)
    .at(0);
  return {
    stage,
    behind,
    perSecond,
    handled: {
      records: total(({ records }) => records),
      batches: total(({ batches }) => batches),
      busyMs: total(({ busyMs }) => busyMs),
    },
    ...(behind === 0 || perSecond === 0 ? {} : { secondsLeft: Math.ceil(behind / perSecond) }),
    ...(lastBatch === undefined ? {} : { lastBatch }),
    partitions: lag.map((partition) => ({ ...partition })),
  };
}
