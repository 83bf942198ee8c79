import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { factTopic } from '../../schemas/facts.ts';
import { logIdOf } from '../integrity/identities.ts';
import { openCursors } from '../sync/cursors.ts';
import { deletionMessage, factHeaders } from '../sync/encode.ts';
import { openSnapshotIndex } from '../sync/snapshot-index.ts';
import type { Runtime } from './runtime.ts';

/**
 * Trusts nothing that the log and the store had of a connection: its next sync reads every stream
 * from its start and appends all that it finds. What its sets had before and have no more is deleted
 * again, in the same versions. Not while a sync of the connection runs.
 */
export async function forgetConnection(
  { project, log }: Pick<Runtime, 'project' | 'log'>,
  connection: string,
): Promise<void> {
  const setup = project.connections.find(({ name }) => name === connection);
  if (setup === undefined) return;
  const streams = setup.connector.streams(setup.config);
  const cursors = await openCursors(log);
  for (const { name } of streams) await cursors.forget(connection, name);
  const path = join(project.dataDir, 'snapshots', `${connection}.db`);
  if (!existsSync(path)) return;
  const index = openSnapshotIndex(path);
  try {
    index.forget(connection);
    const logId = await logIdOf(log);
    if (logId !== undefined) index.follow(connection, logId);
    const deletions = Map.groupBy(index.deletions(connection), ({ stream }) => stream);
    for (const stream of streams) {
      const headers = factHeaders(stream.fact);
      const origin = { source: connection, stream, observedAt: Date.now(), headers };
      const gone = deletions.get(stream.name) ?? [];
      const records = gone.map((claimed) => deletionMessage(claimed, origin));
      if (records.length > 0) await log.append(factTopic(stream.fact), records);
    }
  } finally {
    index.close();
  }
}
