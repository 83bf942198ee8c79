import { createHash } from 'node:crypto';
import { FACT_TYPES, personalFieldsOf } from '../../schemas/facts.ts';
import { deadLetterSchema } from '../../schemas/log-messages.ts';
import type { PrivacyRecord } from '../../schemas/privacy.ts';
import { jsonOf } from '../log/json-value.ts';
import type { LogRecord } from '../log/log.ts';

/** Tells fresh keys from those of customers, so that none is renamed twice. */
const FRESH = /^r[0-9a-f]{31}$/;
/** The keys of people in a fact's message. Within a text, quotes are escaped: there it finds nothing. */
const PERSON = new RegExp(
  `"(${[...new Set(FACT_TYPES.flatMap(personalFieldsOf))].join('|')})":"([^"\\\\]+)"`,
  'g',
);

/** Whose keys give way to fresh ones. Who has been given a fresh key can't be told from it. */
export interface Renaming {
  /** Everyone's keys of one connection, or only some. */
  readonly of: { readonly connection: string } | { readonly customers: readonly string[] };
  /** The connection that asked: what its source gave in its own words is emptied. */
  readonly connection: string;
  /** The fresh key of a key: the same until the salt is forgotten. */
  readonly fresh: (key: string) => string;
}

/** What a request is to rename. */
export function renamingOf(record: PrivacyRecord, salt: string): Renaming {
  const { kind, connection, customers = [] } = record;
  return {
    of: kind === 'redact-all' ? { connection } : { customers },
    connection,
    fresh: (key) => `r${createHash('sha256').update(`${salt}${key}`).digest('hex').slice(0, 31)}`,
  };
}

export function isFresh(key: string): boolean {
  return FRESH.test(key);
}

/** A fact's message after the renaming; undefined where nothing changes. */
export function renamedFact(renaming: Renaming, { key, value }: LogRecord): string | undefined {
  if (value === null) return undefined;
  if ('customers' in renaming.of) return renamedText(renaming, renaming.of.customers, value);
  if (!key.startsWith(`${renaming.of.connection}/`)) return undefined;
  return renamedPeople(renaming, value);
}

/**
 * A dead letter after the renaming; undefined where nothing changes. What the connection's source
 * gave in its own words goes too: it may name anybody, by whatever it calls people.
 */
export function renamedLetter(renaming: Renaming, { value }: LogRecord): string | undefined {
  const letter = deadLetterSchema.safeParse(jsonOf(value));
  if (value === null || !letter.success) return undefined;
  const { raw, record, ...rest } = letter.data;
  const own = letter.data.connection ?? record?.key.split('/')[0];
  const emptied = raw !== undefined && own === renaming.connection;
  const message = record?.value ?? null;
  const renamed =
    record === undefined || message === null
      ? undefined
      : renamedFact(renaming, { key: record.key, value: message });
  if (!emptied && renamed === undefined) return undefined;
  return JSON.stringify({
    ...rest,
    ...(raw === undefined || emptied ? {} : { raw }),
    ...(record === undefined ? {} : { record: { ...record, value: renamed ?? record.value } }),
  });
}

function renamedText(
  renaming: Renaming,
  keys: readonly string[],
  text: string,
): string | undefined {
  const found = keys.filter((key) => key !== '' && text.includes(key));
  if (found.length === 0) return undefined;
  return found.reduce((renamed, key) => renamed.replaceAll(key, renaming.fresh(key)), text);
}

function renamedPeople(renaming: Renaming, text: string): string | undefined {
  const renamed = text.replaceAll(PERSON, (whole, field: string, key: string) =>
    isFresh(key) ? whole : `"${field}":"${renaming.fresh(key)}"`,
  );
  return renamed === text ? undefined : renamed;
}
