import { randomUUID } from 'node:crypto';
import type { PrivacyRecord } from '../../schemas/privacy.ts';
import type { Log } from '../log/log.ts';
import { forget } from '../privacy/forget.ts';
import { dropTold, keepRequest, readRequests } from '../privacy/requests.ts';
import { emptyVault } from '../sync/vault.ts';
import { sendCommand } from './commands.ts';
import type { Runtime } from './runtime.ts';

/** What the work on requests needs of a runtime. */
export type PrivacyParts = Pick<Runtime, 'log' | 'store'> & {
  readonly logger: Pick<Runtime['logger'], 'info' | 'error'>;
  readonly project: Pick<Runtime['project'], 'dataDir'>;
};

/** After this long, what failed is tried again, ms. */
const AGAIN_MS = 600_000;

/**
 * Does what people asked about their data, for the stage that carries commands out. A request that
 * is done already is left as it is. One that fails says why, holds up nothing else and is tried
 * again later. @param now ms since the epoch.
 */
export function privacyCarrier(
  parts: PrivacyParts,
  now: () => number,
  againMs = AGAIN_MS,
): (request: string, signal: AbortSignal) => Promise<void> {
  const { log, logger } = parts;
  return async (id, signal) => {
    const record = (await readRequests(log)).get(id);
    if (record === undefined || record.state === 'done') return;
    const { kind, connection, askedAt } = record;
    try {
      await carryOut(parts, record, now, signal);
      logger.info({ id, connection, kind, askedAt }, 'a request about personal data is done');
      await dropTold(log, now());
    } catch (error) {
      if (signal.aborted) throw error;
      logger.error({ err: error, id, connection, kind }, 'a request about personal data failed');
      await keepFailure(log, record, error);
      setTimeout(() => void ask(log, record).catch(() => undefined), againMs).unref();
    }
  };
}

/** Asks for all that is not done yet of some connections: at a start, after whatever kept it from it. */
export async function askAgain(log: Log, connections: readonly string[]): Promise<void> {
  for (const record of (await readRequests(log)).values()) {
    const open = record.state !== 'done' && connections.includes(record.connection);
    if (open) await ask(log, record);
  }
}

async function carryOut(
  { log, project, store }: PrivacyParts,
  record: PrivacyRecord,
  now: () => number,
  signal: AbortSignal,
): Promise<void> {
  if (record.kind === 'data-request') {
    return keepRequest(log, { ...record, state: 'done', doneAt: now() });
  }
  const destroyAccess = (connection: string): Promise<void> =>
    emptyVault(project.dataDir, connection);
  return forget({ log, store, now, signal, destroyAccess }, record);
}

async function keepFailure(log: Log, record: PrivacyRecord, error: unknown): Promise<void> {
  const newest = (await readRequests(log)).get(record.id) ?? record;
  const reason = error instanceof Error ? error.message : String(error);
  await keepRequest(log, { ...newest, message: `failed and is tried again later: ${reason}` });
}

function ask(log: Log, { id, connection }: PrivacyRecord): Promise<void> {
  const command = { id: randomUUID(), kind: 'privacy', at: Date.now(), request: id } as const;
  return sendCommand(log, connection, command);
}
