import { randomBytes } from 'node:crypto';
import type { PrivacyCounts, PrivacyRecord } from '../../schemas/privacy.ts';
import { copyRenamed } from '../integrity/log-copy.ts';
import type { Log } from '../log/log.ts';
import { markRecord } from '../processor/marks.ts';
import type { Store } from '../store/store.ts';
import { FACT_TOPICS, GROUPS, PRIVACY_TOPIC } from '../topics.ts';
import { passed } from './passed.ts';
import { purge } from './purge.ts';
import { inTurn } from './in-turn.ts';
import { renameFacts, renameLetters } from './rename-log.ts';
import { dropLeftovers, findInStore, renameInStore, type FoundRows } from './rename-store.ts';
import { renamingOf, type Renaming } from './renaming.ts';
import { keepRequest, readRequests, withoutPeople } from './requests.ts';

export interface ForgetParts {
  readonly log: Log;
  readonly store: Store;
  /** ms since the epoch. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Removes what gives access to a connection. */
  readonly destroyAccess: (connection: string) => Promise<void>;
}

/** No day is in this month. */
const NO_MONTH = '190001';

/**
 * Forgets people: everything that carries their keys gets fresh ones that stand for nobody, the
 * same for all that one person did, so that every figure stays what it was. The log goes first,
 * then what was read from it before is stored or refused, then dead letters once more and the store:
 * no old key comes after it. Every step is durable before the next and changes nothing when done
 * again; how the fresh keys were made is forgotten at the end.
 */
export async function forget(parts: ForgetParts, asked: PrivacyRecord): Promise<void> {
  const { log, now } = parts;
  const { salt = randomBytes(32).toString('hex'), message: _, ...rest } = asked;
  let record: PrivacyRecord = { ...rest, salt };
  const renaming = renamingOf(record, salt);
  const keep = async (counts: Partial<PrivacyCounts>, days = record.days) => {
    record = { ...record, counts: added(record.counts, counts), ...(days && { days }) };
    await keepRequest(log, record);
  };
  /** The days are kept before their facts are renamed: afterwards nothing tells them any more. */
  const find = async (): Promise<FoundRows & { readonly days: Days }> => {
    const found = await findInStore(parts.store, renaming);
    const days = distinct([...(record.days ?? []), ...found.days]);
    await keep({ people: found.keys.length, facts: found.facts, days: days.length }, days);
    return { ...found, days };
  };
  // A log may give attribution all anew under fresh keys, which replaces rows before they are found.
  await find();
  if (asked.kind === 'redact-all') await parts.destroyAccess(asked.connection);
  await inTurn(parts, asked.id, async (mine) => {
    await keep({ letters: await renameLetters(log, renaming, mine) });
    await keep({ records: await renameFacts(log, renaming, mine) });
    await passed(log, GROUPS.attribute, FACT_TOPICS, parts.signal);
    await keep({ letters: await renameLetters(log, renaming, mine) });
  });
  await forgetInStore(parts, renaming, await find());
  await dropFromRequests(log, renaming);
  await copyRenamed(parts.store, log, parts.signal);
  await keepRequest(log, { ...withoutPeople(record), state: 'done', doneAt: now() });
  await log.rewrite(PRIVACY_TOPIC, () => undefined);
  await copyRenamed(parts.store, log, parts.signal);
}

type Days = NonNullable<PrivacyRecord['days']>;

async function forgetInStore(
  { log, store, signal }: ForgetParts,
  renaming: Renaming,
  { keys, days }: FoundRows,
): Promise<void> {
  await dropLeftovers(store);
  await renameInStore(store, keys, renaming.fresh);
  if (days.length === 0) return;
  await log.append('marks', days.map(markRecord));
  await passed(log, GROUPS.aggregate, ['marks'], signal);
  const months = new Set(days.map(({ day }) => day.slice(0, 7).replace('-', '')));
  for (const month of months) {
    await store.command(`OPTIMIZE TABLE goal_daily PARTITION ${month} FINAL`);
  }
  await purge(store, 'goal_daily', NO_MONTH);
}

/** Others may have asked about the same people what is kept of them: nothing is any more. */
async function dropFromRequests(log: Log, { of, connection }: Renaming): Promise<void> {
  for (const record of (await readRequests(log)).values()) {
    const { customers } = record;
    if (record.kind !== 'data-request' || customers === undefined) continue;
    const gone = 'customers' in of ? new Set(of.customers) : undefined;
    const left = customers.filter((key) =>
      gone === undefined ? record.connection !== connection : !gone.has(key),
    );
    if (left.length < customers.length) await keepRequest(log, { ...record, customers: left });
  }
}

function distinct(days: Days): Days {
  return [...new Map(days.map((each) => [`${each.type}/${each.day}`, each])).values()];
}

/** What is done again after a crash is not counted twice; a step that a crash cut short may lack. */
function added(counts: PrivacyCounts | undefined, more: Partial<PrivacyCounts>): PrivacyCounts {
  const most = (name: keyof PrivacyCounts): number =>
    Math.max(counts?.[name] ?? 0, more[name] ?? 0);
  const sum = (name: keyof PrivacyCounts): number => (counts?.[name] ?? 0) + (more[name] ?? 0);
  return {
    people: most('people'),
    facts: most('facts'),
    records: sum('records'),
    letters: sum('letters'),
    days: most('days'),
  };
}
