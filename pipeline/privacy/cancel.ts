import type { PrivacyCancel } from '../../schemas/privacy.ts';
import type { Log } from '../log/log.ts';
import { PRIVACY_TOPIC } from '../topics.ts';
import { keepRequest, readRequests, withoutPeople } from './requests.ts';
import { mayStop } from './start-or-stop.ts';

/**
 * Cancels a request to forget that nobody has begun to carry out: once it says so, it never is. Whose
 * keys it named is forgotten. @param at ms since the epoch. @returns undefined where there is none.
 */
export async function cancelRequest(
  log: Log,
  id: string,
  at: number,
): Promise<PrivacyCancel | undefined> {
  const record = (await readRequests(log)).get(id);
  if (record === undefined) return undefined;
  if (record.kind === 'data-request') return tooLate(id, 'is no request to forget anybody');
  if (record.state === 'done') return tooLate(id, 'is done');
  if (record.salt !== undefined || !(await mayStop(log, id, at))) {
    return tooLate(id, 'is being carried out');
  }
  const cancelledAt = record.cancelledAt ?? at;
  await keepRequest(log, { ...withoutPeople(record), state: 'cancelled', cancelledAt });
  await log.rewrite(PRIVACY_TOPIC, () => undefined);
  return { id, cancelled: true, message: 'It is cancelled and will not be carried out.' };
}

function tooLate(id: string, why: string): PrivacyCancel {
  return { id, cancelled: false, message: `Request ${id} ${why}: there is nothing to cancel.` };
}
