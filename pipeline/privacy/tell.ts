import type { PrivacyExport, PrivacyList } from '../../schemas/privacy.ts';
import type { Log } from '../log/log.ts';
import type { Store } from '../store/store.ts';
import { PERSONAL_COLUMNS, PERSONAL_TYPES } from './personal.ts';
import { readRequests, withoutPeople } from './requests.ts';

/** What people asked about their data, newest first, and what came of it. */
export async function listRequests(log: Log): Promise<PrivacyList> {
  const records = [...(await readRequests(log)).values()];
  const requests = records.map(withoutPeople).toSorted((a, b) => b.askedAt - a.askedAt);
  return { requests };
}

/** Those that wait or failed, the oldest first. */
export async function openRequests(log: Log): Promise<PrivacyList['requests']> {
  const { requests } = await listRequests(log);
  return requests.filter(({ state }) => state === 'asked').toReversed();
}

/** What is kept of the people that a request is about; undefined where there is no such request. */
export async function exportRequest(
  log: Log,
  store: Store,
  id: string,
): Promise<PrivacyExport | undefined> {
  const record = (await readRequests(log)).get(id);
  if (record === undefined) return undefined;
  const { customers = [] } = record;
  const facts: PrivacyExport['facts'] = [];
  for (const type of customers.length === 0 ? [] : PERSONAL_TYPES) {
    const own = PERSONAL_COLUMNS.filter((personal) => personal.type === type);
    const named = own.map(({ column }) => `${column} IN {keys:Array(String)}`).join(' OR ');
    const rows = await store.query<Record<string, unknown>>(
      `SELECT * FROM fact_${type} FINAL WHERE ${named}
       ORDER BY day, source, stream, id`,
      { keys: customers },
      { settings: { log_queries: 0 } },
    );
    facts.push(...rows.map((fact) => ({ type, fact })));
  }
  return { request: withoutPeople(record), facts };
}
