import type { Log } from '../log/log.ts';
import type { Store } from '../store/store.ts';
import { readDamage } from './damage.ts';

interface Row extends Record<'type' | 'from' | 'to', string> {
  readonly since: number;
}

/** Tells readers of the BI views which days have lost facts: the views themselves can't refuse. */
export async function publishDamage(store: Store, log: Pick<Log, 'latestByKey'>): Promise<void> {
  const told = await store.query<Row>(
    `SELECT type, toString(first_day) AS "from", toString(last_day) AS "to",
       toUInt32(toUnixTimestamp(since)) AS since FROM damage FINAL WHERE gone = 0`,
  );
  const now = (await readDamage(log)).map((each) => ({
    ...each,
    since: Math.floor(each.since / 1_000),
  }));
  const [newKeys, oldKeys] = [now, told].map((rows) => new Set(rows.map(keyOf)));
  await write(
    store,
    now.filter((row) => oldKeys?.has(keyOf(row)) !== true),
    0,
  );
  await write(
    store,
    told.filter((row) => newKeys?.has(keyOf(row)) !== true),
    1,
  );
}

function keyOf({ type, from, to }: Pick<Row, 'type' | 'from' | 'to'>): string {
  return [type, from, to].join();
}

async function write(store: Store, rows: readonly Row[], gone: 0 | 1): Promise<void> {
  if (rows.length === 0) return;
  await store.command(
    `INSERT INTO damage (type, first_day, last_day, since, gone, version)
     SELECT row.1, row.2, row.3, toDateTime64(row.4, 3, 'UTC'), {gone:UInt8}, toUnixTimestamp64Micro(now64(6))
     FROM (SELECT arrayJoin(arrayZip({types:Array(String)}, {from:Array(Date)}, {to:Array(Date)}, {since:Array(UInt32)})) AS row)`,
    {
      types: rows.map(({ type }) => type),
      from: rows.map(({ from }) => from),
      to: rows.map(({ to }) => to),
      since: rows.map(({ since }) => since),
      gone,
    },
  );
}
