import { createHash } from 'node:crypto';
import {
  privacyRecordSchema,
  type PrivacyRecord,
  type PrivacyRequest,
} from '../../schemas/privacy.ts';
import { jsonOf } from '../log/json-value.ts';
import type { Log } from '../log/log.ts';
import { PRIVACY_TOPIC } from '../topics.ts';
import { startKey, stopKey } from './start-or-stop.ts';

/** A request's id: the same event of a connection has the same. */
export function requestId(connection: string, event: string): string {
  const text = JSON.stringify([connection, event]);
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** Every request that is kept, by its id. */
export async function readRequests(log: Log): Promise<ReadonlyMap<string, PrivacyRecord>> {
  const latest = await log.latestByKey(PRIVACY_TOPIC);
  const found = new Map<string, PrivacyRecord>();
  for (const [id, text] of latest) {
    const record = privacyRecordSchema.safeParse(jsonOf(text));
    if (record.success) found.set(id, withStop(record.data, latest));
  }
  return found;
}

/** A request that was cancelled says so from the moment on that its cancellation is durable. */
function withStop(record: PrivacyRecord, latest: ReadonlyMap<string, string>): PrivacyRecord {
  const at = latest.get(stopKey(record.id));
  if (record.state !== 'asked' || at === undefined || latest.has(startKey(record.id))) {
    return record;
  }
  return { ...record, state: 'cancelled', cancelledAt: Number(at) };
}

/** Resolves when the request is durable. */
export async function keepRequest(log: Log, record: PrivacyRecord): Promise<void> {
  await log.append(PRIVACY_TOPIC, [{ key: record.id, value: JSON.stringify(record) }]);
}

/** Who asked what is kept of them has been told by then, ms. */
const TOLD_MS = 30 * 86_400_000;

/** Drops the keys of those who asked what is kept of them, a while after. @param now ms since the epoch. */
export async function dropTold(log: Log, now: number): Promise<void> {
  for (const record of (await readRequests(log)).values()) {
    const { kind, customers, doneAt = Infinity } = record;
    if (kind !== 'data-request' || customers === undefined || now - doneAt < TOLD_MS) continue;
    await keepRequest(log, withoutPeople(record));
  }
}

/** A request without whom it is about. */
export function withoutPeople(record: PrivacyRecord): PrivacyRequest {
  const { customers: _, salt: __, days: ___, ...rest } = record;
  return rest;
}
