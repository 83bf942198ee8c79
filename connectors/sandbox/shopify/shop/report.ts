import { dayNumber, dayOf as dayText } from '../../../../schemas/calendar.ts';
import { dayOf } from '../../calendar.ts';
import type { ReportTable } from '../model.ts';
import { parseReportQuery, syntaxError, type ReportQuery } from './report-query.ts';
import type { ReportSource } from './report-source.ts';
import { tableOf } from './report-rows.ts';
import { sales } from './sales-report.ts';
import { sessions } from './sessions-report.ts';
import type { Story } from './story.ts';

const SOURCES: Readonly<Record<string, ReportSource>> = { sales, sessions };

export interface ReportShop {
  readonly seed: string;
  readonly ordersPerDay: number;
  /** The shop's first local day. */
  readonly firstDay: number;
  /** The stories in which something may happen on these local days. */
  readonly around: (first: number, last: number) => Iterable<Story>;
}

/** Answers a ShopifyQL query as of an instant (ms), or says what is wrong with it, as Shopify does. */
export function reportOf(
  text: string,
  now: number,
  shop: ReportShop,
): ReportTable | { readonly parseErrors: readonly string[] } {
  const query = parseReportQuery(text);
  if (typeof query === 'string') return { parseErrors: [query] };
  const source = SOURCES[query.from];
  if (source === undefined) {
    return { parseErrors: [`Table Not Found: Table '${query.from}' not found`] };
  }
  const today = dayNumber(dayOf(now));
  const since = dayIn(query.since ?? 'today', today);
  const until = dayIn(query.until ?? 'today', today);
  const errors = problemsOf(query, source);
  if (since === undefined) errors.push(syntaxError(query.since ?? ''));
  if (until === undefined) errors.push(syntaxError(query.until ?? ''));
  if (errors.length > 0 || since === undefined || until === undefined) {
    return { parseErrors: errors };
  }
  const first = Math.max(since, shop.firstDay);
  const last = Math.min(until, today);
  const { seed, ordersPerDay } = shop;
  const rows = source.rows({
    first,
    last,
    now,
    seed,
    ordersPerDay,
    stories: shop.around(first, last),
  });
  return tableOf(query, source, rows, since, last);
}

function problemsOf(query: ReportQuery, { metrics, dimensions }: ReportSource): string[] {
  const { timeseries } = query;
  const byDay = timeseries !== undefined || query.groupBy.includes('day');
  const shown = [...query.show, ...query.groupBy, ...(byDay ? ['day'] : [])];
  const known = new Set([...Object.keys(metrics), ...dimensions, 'day']);
  const named = [
    ...query.show.filter((name) => !(name in metrics) && !query.groupBy.includes(name)),
    ...query.groupBy.filter((name) => name !== 'day' && !dimensions.includes(name)),
    ...query.where.map(({ column }) => column).filter((name) => !dimensions.includes(name)),
    ...query.orderBy.map(({ column }) => column).filter((name) => !shown.includes(name)),
  ];
  const errors = [...new Set(named)].map((name) =>
    known.has(name)
      ? `Invalid Column: Column '${name}' can't be used here`
      : `Column Not Found: Column '${name}' not found`,
  );
  if (timeseries !== undefined && timeseries !== 'day') errors.push(syntaxError(timeseries));
  return errors;
}

/** A local day as a number: "2026-01-31", "today", "yesterday", "-30d". */
function dayIn(text: string, today: number): number | undefined {
  if (text === 'today') return today;
  if (text === 'yesterday') return today - 1;
  const [, back] = /^-(\d{1,4})d$/.exec(text) ?? [];
  if (back !== undefined) return today - Number(back);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const day = dayNumber(text);
  return Number.isNaN(day) || dayText(day) !== text ? undefined : day;
}
