import type { Runtime } from './runtime.ts';
import { forget } from '../privacy/forget.ts';
import { dropTold, keepRequest, readRequests } from '../privacy/requests.ts';
import { emptyVault } from '../sync/vault.ts';

/** What the work on requests needs of a runtime. */
export type PrivacyParts = Pick<Runtime, 'log' | 'logger' | 'project' | 'store'>;

/**
 * Does what people asked about their data, for the stage that carries commands out. A request that
 * is done already is left as it is. @param now ms since the epoch.
 */
export function privacyCarrier(
  { log, logger, project, store }: PrivacyParts,
  now: () => number,
): (request: string, signal: AbortSignal) => Promise<void> {
  const destroyAccess = (connection: string): Promise<void> =>
    emptyVault(project.dataDir, connection);
  return async (id, signal) => {
    const record = (await readRequests(log)).get(id);
    if (record === undefined || record.state === 'done') return;
    await dropTold(log, now());
    const { kind, connection, askedAt } = record;
    if (kind === 'data-request') {
      await keepRequest(log, { ...record, state: 'done', doneAt: now() });
    } else {
      await forget({ log, store, now, signal, destroyAccess }, record);
    }
    logger.info({ id, connection, kind, askedAt }, 'a request about personal data is done');
  };
}
