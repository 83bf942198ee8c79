import { z } from 'zod';
import { addDays, daysBetween, localDate } from '../../../schemas/calendar.ts';
import { SourceError, type Cursor, type Page, type ReadContext } from '../../connector.ts';
import { startOfDay } from '../../local-day.ts';
import type { ShopifyApi } from '../api/shopify-api.ts';
import { TRAFFIC_COUNTS, TRAFFIC_DIMENSIONS, trafficOf } from '../map/traffic.ts';
import { otherCursor } from '../orders/cursor.ts';
import { allows } from '../scopes.ts';
import { oldestOrder, type Shop } from '../shop.ts';
import { shopName } from '../shop-name.ts';
import { dayIn, reportRows, zoneMismatch, type ReportRow } from './report.ts';

/** A day's counts may change for two days after it. */
const RESTATED_DAYS = 2;
/** Days of one query. */
const DAYS_AT_ONCE = 7;
/** Where nothing tells how old the shop is. */
const USUAL_DAYS = 365;

const cursorSchema = z.strictObject({
  /** The last local day that was read. */
  through: z.iso.date(),
  generation: z.number(),
});
type State = z.infer<typeof cursorSchema>;

/**
 * Sessions by day from Shopify's reports, each day as a complete set; the days that may have changed
 * since they were read come again.
 */
export async function* readTraffic(
  api: ShopifyApi,
  shop: Shop,
  cursor: Cursor | undefined,
  { now, timezone }: ReadContext,
): AsyncGenerator<Page> {
  const mismatch = zoneMismatch(shop, timezone);
  if (mismatch) throw new SourceError(mismatch.message, { retry: false, mend: mismatch.mend });
  const state = stateOf(cursor);
  const today = localDate(now(), timezone);
  const first = await firstDay(api, shop, state, today);
  if (first > today) return;
  const generation = Math.max((state?.generation ?? -1) + 1, now());
  const through = state?.through ?? addDays(first, -1);
  yield { records: [], rejects: [], cursor: { through, generation }, barrier: true };
  const total = daysBetween(first, today) + 1;
  for await (const [day, rows] of daysFrom(api, first, today)) {
    yield {
      ...trafficOf(rows, dayOfTraffic(api, day, timezone)),
      cursor: { through: later(day, through), generation },
      snapshot: { scope: day, generation, last: true, guard: 'large' },
      progress: { done: daysBetween(first, day) + 1, total, unit: 'days' },
    };
  }
}

/** Each local day with its rows, both ends included. */
async function* daysFrom(
  api: ShopifyApi,
  first: string,
  last: string,
): AsyncGenerator<[day: string, rows: readonly ReportRow[]]> {
  for (let start = first; start <= last; start = addDays(start, DAYS_AT_ONCE)) {
    const week = addDays(start, DAYS_AT_ONCE - 1);
    const end = week < last ? week : last;
    const days = await rowsByDay(api, start, end);
    for (let day = start; day <= end; day = addDays(day, 1)) yield [day, days.get(day) ?? []];
  }
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}

function stateOf(cursor: Cursor | undefined): State | undefined {
  if (cursor === undefined) return undefined;
  const read = cursorSchema.safeParse(cursor);
  if (read.success) return read.data;
  throw otherCursor();
}

async function firstDay(
  api: ShopifyApi,
  { scopes, zone }: Shop,
  state: State | undefined,
  today: string,
): Promise<string> {
  const { from } = api.config;
  if (state === undefined) {
    if (from !== undefined) return from;
    const oldest = allows(scopes, 'read_orders') ? await oldestOrder(api) : undefined;
    return oldest === undefined ? addDays(today, -USUAL_DAYS) : localDate(oldest, zone);
  }
  return later(addDays(state.through, -RESTATED_DAYS), from ?? '');
}

function dayOfTraffic({ config }: ShopifyApi, day: string, timezone: string) {
  const shop = shopName(config.shop);
  return { day, occurredAt: startOfDay(day, timezone), shop };
}

async function rowsByDay(
  api: ShopifyApi,
  start: string,
  end: string,
): Promise<Map<string, ReportRow[]>> {
  const by = TRAFFIC_DIMENSIONS.join(', ');
  const query = `FROM sessions SHOW ${TRAFFIC_COUNTS.join(', ')} WHERE human_or_bot_session = 'human' GROUP BY ${by} TIMESERIES day SINCE ${start} UNTIL ${end} ORDER BY day, ${by}`;
  const days = new Map<string, ReportRow[]>();
  for await (const row of reportRows(api, query)) {
    const day = dayIn(row);
    const known = days.get(day) ?? [];
    known.push(row);
    days.set(day, known);
  }
  return days;
}
