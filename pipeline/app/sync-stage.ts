import type { Logger } from 'pino';
import type { Command, SyncCommand } from '../../schemas/log-messages.ts';
import type { Batch, Consumer, HandlerContext, Log } from '../log/log.ts';
import { commandTopic, GROUPS } from '../topics.ts';
import { EventMemory } from './event-memory.ts';
import type { Refreshes } from './refreshes.ts';
import type { Runs } from './runs.ts';
import type { Syncs } from './syncs.ts';

/** Commands of one connection taken together: one run answers them all. */
const COMMANDS_PER_RUN = 500;

/** What the stage needs of a runtime. */
export interface SyncStageParts {
  readonly log: Log;
  readonly runs: Runs;
  readonly logger: Pick<Logger, 'info'>;
}

/** What carries commands out. */
export interface Carriers {
  readonly syncs: Pick<Syncs, 'run'>;
  readonly refreshes: Pick<Refreshes, 'run' | 'end'>;
  /** Does what people asked about their data. Doing it again changes nothing. */
  readonly privacy: (request: string, signal: AbortSignal) => Promise<void>;
}

type Parts = SyncStageParts & Carriers & { readonly events: EventMemory };

/**
 * Carries out connections' commands as they come. Each connection's commands have a partition of
 * their own, so that of all workers one at a time has it. What is interrupted (a stop, or the
 * partition goes to another worker) leaves its commands uncommitted: the next owner goes on from
 * the cursor.
 */
export function startSyncStage(
  runtime: SyncStageParts,
  carriers: Carriers,
  connections: readonly string[],
  now: () => number,
): Promise<Consumer> {
  const names = new Map(connections.map((name) => [commandTopic(name).name, name]));
  const parts = { ...runtime, ...carriers, events: new EventMemory(runtime.log, now) };
  return runtime.log.consume({
    group: GROUPS.sync,
    topics: [...names.keys()],
    maxRecords: COMMANDS_PER_RUN,
    concurrency: Math.max(1, names.size),
    handler: async (batch, context) => {
      const connection = names.get(batch.topic);
      if (connection === undefined) return;
      try {
        await carryOut(parts, connection, batch, context);
      } catch (error) {
        parts.events.forget(connection);
        throw error;
      }
    },
  });
}

/** What waits together: what changed first, since it takes the shortest, then wishes, then a sync. */
async function carryOut(
  parts: Parts,
  connection: string,
  { records }: Batch,
  { signal }: HandlerContext,
): Promise<void> {
  const { refreshes, privacy, events } = parts;
  const commands = await events.fresh(connection, [...records]);
  const changed = ofKind(commands, 'refresh');
  if (changed.length > 0) await refreshes.run(connection, changed, signal);
  const wishes = new Set(ofKind(commands, 'privacy').map(({ request }) => request));
  for (const request of wishes) await privacy(request, signal);
  const syncs = ofKind(commands, 'sync');
  if (syncs.length > 0) await runSyncs(parts, connection, syncs, signal);
  events.remember(connection, commands);
}

function ofKind<K extends Command['kind']>(
  commands: readonly Command[],
  kind: K,
): readonly Extract<Command, { kind: K }>[] {
  return commands.filter(
    (command): command is Extract<Command, { kind: K }> => command.kind === kind,
  );
}

async function runSyncs(
  { runs, logger, syncs, refreshes }: Parts,
  connection: string,
  asked: readonly SyncCommand[],
  signal: AbortSignal,
): Promise<void> {
  const commands = stillWanted(asked, await runs.watermark(connection));
  if (commands.length === 0) return;
  const startedAt = commands.reduce((latest, { at }) => Math.max(latest, at), 0);
  await refreshes.end(connection);
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
