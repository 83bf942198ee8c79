import type { Log } from '../log/log.ts';
import { INTEGRITY_TOPIC } from '../topics.ts';

/**
 * What the log keeps about what belongs to it: its store, the parts that the store should hold, and
 * the identity of whatever else must not be swapped for another, such as a key. Each has a name.
 */
export type Recorded = ReadonlyMap<string, string>;

export function readRecorded(log: Pick<Log, 'latestByKey'>): Promise<Recorded> {
  return log.latestByKey(INTEGRITY_TOPIC);
}

/** Resolves when it is durable. A null takes the record away. */
export async function record(
  log: Pick<Log, 'append'>,
  values: Readonly<Record<string, string | null>>,
): Promise<void> {
  const records = Object.entries(values).map(([key, value]) => ({ key, value }));
  if (records.length > 0) await log.append(INTEGRITY_TOPIC, records);
}

/**
 * Compares the identity of a component, such as a key's fingerprint, with the one that the log has.
 * The first time, as after an upgrade, it is recorded.
 * @returns the recorded identity where it is another, and so the component was lost or swapped.
 */
export async function otherIdentity(
  log: Pick<Log, 'append' | 'latestByKey'>,
  component: string,
  id: string,
): Promise<string | undefined> {
  const name = `identity/${component}`;
  const known = (await readRecorded(log)).get(name);
  if (known === undefined) await record(log, { [name]: id });
  return known === undefined || known === id ? undefined : known;
}
