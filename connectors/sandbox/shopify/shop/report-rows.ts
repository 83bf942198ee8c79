import { dayOf as dayText } from '../../../../schemas/calendar.ts';
import type { ReportTable } from '../model.ts';
import { decimalOf } from './money.ts';
import type { ReportQuery } from './report-query.ts';
import type { ReportRow, ReportSource } from './report-source.ts';

/** What a query gets that names no limit: the rest is left out without a word. */
const USUAL_LIMIT = 1_000;

interface Group {
  readonly keys: readonly string[];
  readonly sums: number[];
}

/** Filters, groups, adds up, sorts and cuts a table's rows. Days without any are there in a time series. */
export function tableOf(
  query: ReportQuery,
  { metrics }: ReportSource,
  rows: readonly ReportRow[],
  since: number,
  until: number,
): ReportTable {
  const byDay = query.timeseries !== undefined || query.groupBy.includes('day');
  const others = query.groupBy.filter((name) => name !== 'day');
  const keys = [...(byDay ? ['day'] : []), ...others];
  const shown = query.show.filter((name) => name in metrics);
  const groups = groupsOf(
    keys,
    shown,
    rows.filter((row) => passes(query, row)),
  );
  if (keys.length === 0) groupAt(groups, [], shown.length);
  if (query.timeseries !== undefined && others.length === 0) {
    for (let day = since; day <= until; day++) groupAt(groups, [dayText(day)], shown.length);
  }
  const columns = [...keys, ...shown];
  const sorted = sortedBy(query, columns, [...groups.values()]);
  const cut = sorted.slice(query.offset, query.offset + (query.limit ?? USUAL_LIMIT));
  return {
    columns: columns.map((name) => ({ name, dataType: typeOf(name, metrics) })),
    rows: cut.map((group) => textsOf(group, shown, metrics)),
  };
}

function passes({ where }: ReportQuery, { dimensions }: ReportRow): boolean {
  return where.every(
    ({ column, not, values }) => values.includes(dimensions[column] ?? '') !== not,
  );
}

function groupsOf(keys: readonly string[], shown: readonly string[], rows: readonly ReportRow[]) {
  const groups = new Map<string, Group>();
  for (const { day, dimensions, metrics } of rows) {
    const values = keys.map((key) => (key === 'day' ? day : (dimensions[key] ?? '')));
    const { sums } = groupAt(groups, values, shown.length);
    for (const [n, name] of shown.entries()) sums[n] = (sums[n] ?? 0) + (metrics[name] ?? 0);
  }
  return groups;
}

function groupAt(groups: Map<string, Group>, keys: readonly string[], width: number): Group {
  const id = JSON.stringify(keys);
  const group = groups.get(id) ?? { keys, sums: Array.from({ length: width }, () => 0) };
  groups.set(id, group);
  return group;
}

/** Without ORDER BY a time series is in the order of its days. */
function sortedBy(query: ReportQuery, columns: readonly string[], groups: Group[]): Group[] {
  const byDay = columns[0] === 'day' ? [{ column: 'day', descending: false }] : [];
  const orders = query.orderBy.length > 0 ? query.orderBy : byDay;
  const places = orders.map((order) => ({ ...order, place: columns.indexOf(order.column) }));
  return groups.toSorted((a, b) => {
    for (const { place, descending } of places) {
      const [left = '', right = ''] = [cellOf(a, place), cellOf(b, place)];
      if (left !== right) return left < right === descending ? 1 : -1;
    }
    return 0;
  });
}

function cellOf({ keys, sums }: Group, place: number): string | number | undefined {
  return place < keys.length ? keys[place] : sums[place - keys.length];
}

function typeOf(name: string, metrics: ReportSource['metrics']): string {
  return name === 'day' ? 'DAY_TIMESTAMP' : (metrics[name] ?? 'STRING');
}

function textsOf(
  { keys, sums }: Group,
  shown: readonly string[],
  metrics: ReportSource['metrics'],
) {
  const numbers = sums.map((sum, n) =>
    metrics[shown[n] ?? ''] === 'MONEY' ? moneyText(sum) : String(sum),
  );
  return [...keys, ...numbers];
}

/** Reports always write both places: "49.00". */
function moneyText(oere: number): string {
  const text = decimalOf(oere);
  return text.at(-2) === '.' ? `${text}0` : text;
}
