import { firstOffsetOf, type Log } from '../log/log.ts';
import { PRIVACY_TOPIC } from '../topics.ts';

/** Before the ids of requests: a mark that one is being carried out, and one that it never is. */
export function startKey(id: string): string {
  return `start/${id}`;
}

export function stopKey(id: string): string {
  return `stop/${id}`;
}

/**
 * Whether a request may be carried out. Who carries it out and who cancels it may be two processes:
 * each puts its own mark into the topic and then looks which of the two came first; the other one
 * steps back. The topic has one partition, so both see the same. A start that a crash cut short
 * still stands.
 * @param at ms since the epoch.
 */
export function mayStart(log: Log, id: string, at: number): Promise<boolean> {
  return isFirst(log, startKey(id), stopKey(id), at);
}

/** Whether a request is cancelled by this; it is too late where its work has begun. @see mayStart */
export function mayStop(log: Log, id: string, at: number): Promise<boolean> {
  return isFirst(log, stopKey(id), startKey(id), at);
}

async function isFirst(log: Log, own: string, other: string, at: number): Promise<boolean> {
  const marks = await log.latestByKey(PRIVACY_TOPIC);
  if (!marks.has(own)) {
    if (marks.has(other)) return false;
    await log.append(PRIVACY_TOPIC, [{ key: own, value: String(at) }]);
  }
  const places = await placesOf(log, [own, other]);
  const ownPlace = places.get(own) ?? Infinity;
  if (ownPlace < (places.get(other) ?? Infinity)) return true;
  await log.append(PRIVACY_TOPIC, [{ key: own, value: null }]);
  return false;
}

/** Where each of some marks was put first, of those that were not taken back. */
async function placesOf(log: Log, keys: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const places = new Map<string, number>();
  for await (const records of log.read(PRIVACY_TOPIC)) {
    for (const record of records) {
      if (!keys.includes(record.key)) continue;
      if (record.value === null) places.delete(record.key);
      else if (!places.has(record.key)) places.set(record.key, firstOffsetOf(record));
    }
  }
  return places;
}
