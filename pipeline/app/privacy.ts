import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PrivacyRecord } from '../../schemas/privacy.ts';
import type { Log } from '../log/log.ts';
import { forget } from '../privacy/forget.ts';
import { dropTold, keepRequest, readRequests } from '../privacy/requests.ts';
import { mayStart } from '../privacy/start-or-stop.ts';
import { emptyVault } from '../sync/vault.ts';
import { sendCommand } from './commands.ts';
import type { Runtime } from './runtime.ts';

/** What the work on requests needs of a runtime. */
export type PrivacyParts = Pick<Runtime, 'log' | 'store'> & {
  readonly logger: Pick<Runtime['logger'], 'info' | 'error'>;
  readonly project: Pick<Runtime['project'], 'dataDir'>;
};

/** After this long, what failed is tried again, and what is due is looked for, ms. */
const AGAIN_MS = 600_000;
/** The longest that a timer can wait, ms. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Does what people asked about their data, for the stage that carries commands out. A request that
 * is done or cancelled is left as it is; one that still waits is asked for again when it is due. One
 * that fails says why, holds up nothing else and is tried again later. @param now ms since the epoch.
 */
export function privacyCarrier(
  parts: PrivacyParts,
  now: () => number,
  againMs = AGAIN_MS,
): (request: string, signal: AbortSignal) => Promise<void> {
  const { log, logger } = parts;
  const waiting = new Map<string, NodeJS.Timeout>();
  const askLater = (record: PrivacyRecord, ms: number): void => {
    clearTimeout(waiting.get(record.id));
    const again = (): void => void ask(log, record).catch(() => undefined);
    waiting.set(record.id, setTimeout(again, Math.min(ms, LONGEST_MS)).unref());
  };
  return async (id, signal) => {
    const record = (await readRequests(log)).get(id);
    if (record?.state !== 'asked') return;
    const { kind, connection, askedAt, dueAt = 0 } = record;
    if (now() < dueAt) return askLater(record, dueAt - now());
    if (kind !== 'data-request' && !(await mayStart(log, id, now()))) return;
    try {
      await carryOut(parts, record, now, signal);
      logger.info({ id, connection, kind, askedAt }, 'a request about personal data is done');
      await dropTold(log, now());
    } catch (error) {
      if (signal.aborted) throw error;
      logger.error({ err: error, id, connection, kind }, 'a request about personal data failed');
      await keepFailure(log, record, error);
      askLater(record, againMs);
    }
  };
}

/**
 * Asks for all that is not done yet of some connections: at a start, after whatever kept it from it.
 * @param due only for what was due by then, ms since the epoch.
 */
export async function askAgain(
  log: Log,
  connections: readonly string[],
  due = Infinity,
): Promise<void> {
  for (const record of (await readRequests(log)).values()) {
    const { connection, state, dueAt = 0 } = record;
    if (state === 'asked' && dueAt <= due && connections.includes(connection)) {
      await ask(log, record);
    }
  }
}

/**
 * Asks now and then for what is due: who was to ask may have stopped, and another worker has the
 * connection. Ends with the signal. @param now ms since the epoch.
 */
export async function keepAsking(
  { log, logger }: Pick<PrivacyParts, 'log' | 'logger'>,
  connections: readonly string[],
  now: () => number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await sleep(AGAIN_MS, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) return;
    await askAgain(log, connections, now()).catch((error: unknown) => {
      logger.error({ err: error }, 'requests about personal data could not be looked at');
    });
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
