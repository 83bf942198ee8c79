import type { Logger } from 'pino';
import type { SyncCommand } from '../../schemas/log-messages.ts';
import type { Batch, Consumer, HandlerContext, Log } from '../log/log.ts';
import { commandTopic, GROUPS } from '../topics.ts';
import { readCommands } from './commands.ts';
import type { Runs } from './runs.ts';
import type { Syncs } from './syncs.ts';

/** Commands of one connection taken together: one run answers them all. */
const COMMANDS_PER_RUN = 100;

/** What the stage needs of a runtime. */
export interface SyncStageParts {
  readonly log: Log;
  readonly runs: Runs;
  readonly logger: Pick<Logger, 'info'>;
}

/**
 * Runs connections as their commands come. Each connection's commands have a partition of their
 * own, so that of all workers one at a time runs it. A run that is interrupted (a stop, or the
 * partition goes to another worker) leaves its commands uncommitted: the next owner goes on from
 * the cursor.
 */
export function startSyncStage(
  runtime: SyncStageParts,
  syncs: Pick<Syncs, 'run'>,
  connections: readonly string[],
): Promise<Consumer> {
  const names = new Map(connections.map((name) => [commandTopic(name).name, name]));
  return runtime.log.consume({
    group: GROUPS.sync,
    topics: [...names.keys()],
    maxRecords: COMMANDS_PER_RUN,
    concurrency: Math.max(1, names.size),
    handler: async (batch, context) => {
      const connection = names.get(batch.topic);
      if (connection !== undefined) await runCommands(runtime, syncs, connection, batch, context);
    },
  });
}

async function runCommands(
  { runs, logger }: SyncStageParts,
  syncs: Pick<Syncs, 'run'>,
  connection: string,
  batch: Batch,
  { signal }: HandlerContext,
): Promise<void> {
  const commands = stillWanted(readCommands(batch.records), await runs.watermark(connection));
  if (commands.length === 0) return;
  const startedAt = commands.reduce((latest, { at }) => Math.max(latest, at), 0);
  const summary = await syncs.run(connection, commands, signal);
  if (summary.streams.some(({ state }) => state === 'cancelled')) {
    logger.info({ connection }, 'the sync was interrupted; its next owner goes on');
    throw new Error(`the sync of ${connection} was interrupted`);
  }
  const scheduled = commands.flatMap(({ scheduledFor }) => scheduledFor ?? []);
  if (scheduled.length > 0) await runs.setWatermark(connection, Math.max(startedAt, ...scheduled));
}

/** Without those whose scheduled time an earlier run has covered. */
function stillWanted(
  commands: readonly SyncCommand[],
  watermark: number | undefined,
): readonly SyncCommand[] {
  return commands.filter(
    ({ scheduledFor }) =>
      scheduledFor === undefined || watermark === undefined || scheduledFor > watermark,
  );
}
