import { createHash } from 'node:crypto';
import type { FactType } from '../../schemas/facts.ts';
import type { Part } from '../../schemas/metric.ts';
import type { Log } from '../log/log.ts';
import { literal } from '../metrics/literal.ts';
import { partFilter, partIdentity, partValue } from '../metrics/part-sql.ts';
import type { Store } from '../store/store.ts';
import { markRecord } from './marks.ts';
import type { Counters } from './counters.ts';

/**
 * Marks every day of the fact types some of whose parts are new or defined otherwise than when their
 * aggregates were made: what is stored must not outlive its definition. Cut short, or done by
 * several workers at once, it marks days again.
 */
export async function markChangedParts(
  store: Store,
  log: Pick<Log, 'append'>,
  { parts }: Pick<Counters, 'parts'>,
): Promise<void> {
  const known = await knownDefinitions(store);
  for (const [type, own] of parts) {
    const changed = own.filter((part) => known.get(part.id) !== definitionOf(part));
    if (changed.length === 0) continue;
    const days = await daysOf(store, type);
    const records = days.map((day) => markRecord({ type, day }));
    if (records.length > 0) await log.append('marks', records);
    await remember(store, changed);
  }
}

/** A digest of everything that decides on a part's figures. */
function definitionOf(part: Part): string {
  const sql = [part.fact, part.aggregate, partFilter(part), partValue(part), partIdentity(part)];
  return createHash('sha256').update(sql.join('\n')).digest('hex').slice(0, 32);
}

async function knownDefinitions(store: Store): Promise<ReadonlyMap<string, string>> {
  const rows = await store.query<{ id: string; definition: string }>(
    'SELECT id, definition FROM part_definition FINAL',
  );
  return new Map(rows.map(({ id, definition }) => [id, definition]));
}

async function daysOf(store: Store, type: FactType): Promise<readonly string[]> {
  const rows = await store.query<{ day: string }>(
    `SELECT DISTINCT toString(f.day) AS day FROM fact_${type} AS f`,
  );
  return rows.map(({ day }) => day);
}

async function remember(store: Store, parts: readonly Part[]): Promise<void> {
  const rows = parts.map(
    (part) =>
      `SELECT ${literal(part.id)}, ${literal(definitionOf(part))}, toUnixTimestamp64Micro(now64(6))`,
  );
  await store.command(
    `INSERT INTO part_definition (id, definition, version) ${rows.join(' UNION ALL ')}`,
  );
}
