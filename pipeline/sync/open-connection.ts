import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { connectors } from '../../connectors/registry.ts';
import { loadSetup } from '../config/load-project.ts';
import { connectLog, type LogAccess } from '../log/access.ts';
import { logIdOf } from '../integrity/identities.ts';
import { openCursors } from './cursors.ts';
import { openCustomerKey } from './customer-key.ts';
import type { SyncOptions } from './runner.ts';
import { openSnapshotIndex } from './snapshot-index.ts';
import { openVault } from './vault.ts';

/** Which connection a thread works for. */
export interface ConnectionStart {
  readonly projectPath: string;
  readonly log: LogAccess;
  readonly connection: string;
}

/** A connection in a thread of its own, ready to be read. */
export interface OpenConnection {
  readonly parts: Omit<SyncOptions, 'signal'>;
  close(): Promise<void>;
}

/** Opens a connection as the project's file says it now. */
export async function openConnection(start: ConnectionStart): Promise<OpenConnection> {
  const project = await loadSetup(start.projectPath, connectors, process.env);
  const connection = project.connections.find(({ name }) => name === start.connection);
  if (connection === undefined) throw new Error(`there is no connection ${start.connection}`);
  const { timezone, currency } = project.config.business;
  const log = await connectLog(start.log);
  const folder = join(project.dataDir, 'snapshots');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const context = {
    connection: connection.name,
    timezone,
    currency,
    baseDir: project.baseDir,
    now: Date.now,
    customerKey: await openCustomerKey(project.dataDir, log),
    vault: openVault(project.dataDir, connection.name),
  };
  const cursors = await openCursors(log);
  const snapshots = openSnapshotIndex(join(folder, `${connection.name}.db`));
  const logId = await logIdOf(log);
  if (logId !== undefined) snapshots.follow(connection.name, logId);
  const close = async (): Promise<void> => {
    snapshots.close();
    await log.close();
  };
  return { parts: { connection, log, cursors, context, snapshots }, close };
}

/** A span of its own in the trace of who asked; nothing where nobody traces. */
export function ownSpan(traceparent: string | undefined): { traceparent?: string } {
  if (traceparent === undefined) return {};
  const [version, trace, , flags] = traceparent.split('-');
  return { traceparent: [version, trace, randomBytes(8).toString('hex'), flags].join('-') };
}
