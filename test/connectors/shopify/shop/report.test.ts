import { expect, test } from 'vitest';
import { createShop } from '../../../../connectors/sandbox/shopify/shop/shop.ts';
import { addDecimals, parseDecimal } from '../../../../schemas/decimal.ts';

const shop = createShop({ seed: 'report', ordersPerDay: 20, firstDay: '2026-01-01' });
const NOW = Date.parse('2026-03-20T11:30:00Z');
const FUNNEL =
  'sessions, online_store_visitors, sessions_with_cart_additions, ' +
  'sessions_that_reached_checkout, sessions_that_completed_checkout';

function table(query: string, now = NOW) {
  const answer = shop.report(query, now);
  if ('parseErrors' in answer) throw new Error(answer.parseErrors.join('; '));
  return answer;
}

function sumOf(query: string, column: string, now = NOW): string {
  const { columns, rows } = table(query, now);
  const place = columns.findIndex(({ name }) => name === column);
  return rows.reduce((sum, row) => addDecimals(sum, row[place] ?? ''), '0');
}

test('sales by day are the ledger, with discounts and returns below nothing', () => {
  const { columns, rows } = table(
    'FROM sales SHOW orders, gross_sales, discounts, returns, net_sales, taxes, shipping_charges, ' +
      'duties, additional_fees, return_fees, total_sales TIMESERIES day SINCE 2026-01-10 UNTIL 2026-03-20 ORDER BY day',
  );
  expect(columns.map(({ name, dataType }) => `${name} ${dataType}`).slice(0, 3)).toEqual([
    'day DAY_TIMESTAMP',
    'orders INTEGER',
    'gross_sales MONEY',
  ]);
  const ledger = shop.ledger(NOW, 'Europe/Copenhagen').filter(({ day }) => day >= '2026-01-10');
  const expected = ledger.map((day) => [
    day.gross,
    -day.discounts,
    -day.returned,
    day.net,
    day.tax,
    day.shipping,
    day.duties,
    day.fees - day.returnFees,
    day.returnFees,
    day.net + day.tax + day.shipping + day.duties + day.fees,
  ]);
  expect(rows.map((row) => row.slice(2).map(parseDecimal))).toEqual(expected);
  expect(rows.map((row) => row.slice(0, 2))).toEqual(
    ledger.map(({ day, orders }) => [day, String(orders)]),
  );
  expect(rows.every((row) => row.slice(2).every((cell) => /^-?\d+\.\d\d$/.test(cell)))).toBe(true);
});

test('changes to the shop show in its reports', () => {
  const changed = createShop({ seed: 'report', ordersPerDay: 20, firstDay: '2026-01-01' });
  const query = 'FROM sales SHOW gross_sales SINCE today';
  const before = changed.report(query, NOW);
  changed.changes.place(NOW);
  expect(changed.report(query, NOW)).not.toEqual(before);
});

test('a day without sales is a row of nothing in a time series, and none without one', () => {
  const quiet = createShop({ seed: 'report', ordersPerDay: 20, firstDay: '2026-03-19' });
  const rows = (query: string) => {
    const answer = quiet.report(query, NOW);
    return 'rows' in answer ? answer.rows : [];
  };
  const period = 'SINCE 2026-03-17 UNTIL 2026-03-19';
  const series = rows(`FROM sales SHOW orders TIMESERIES day ${period}`);
  expect(series.slice(0, 2)).toEqual([
    ['2026-03-17', '0'],
    ['2026-03-18', '0'],
  ]);
  expect(series).toHaveLength(3);
  expect(rows(`FROM sales SHOW orders GROUP BY day ${period}`)).toHaveLength(1);
});

test('sessions by any dimensions add up to the sessions of the day', () => {
  const period = 'SINCE 2026-03-01 UNTIL 2026-03-15';
  const whole = table(`FROM sessions SHOW ${FUNNEL} TIMESERIES day ${period}`);
  const grouped =
    `FROM sessions SHOW ${FUNNEL} GROUP BY referring_channel, traffic_type, utm_source, ` +
    `session_device_type, session_country_code, human_or_bot_session TIMESERIES day ${period} ` +
    'LIMIT 10000';
  for (const { name } of whole.columns.slice(1)) {
    const all = sumOf(`FROM sessions SHOW ${FUNNEL} TIMESERIES day ${period}`, name);
    expect(sumOf(grouped, name)).toBe(all);
    expect(all).not.toBe('0');
  }
  const people = `FROM sessions SHOW sessions WHERE human_or_bot_session = 'human' ${period}`;
  const machines = `FROM sessions SHOW sessions WHERE human_or_bot_session != 'human' ${period}`;
  expect(addDecimals(sumOf(people, 'sessions'), sumOf(machines, 'sessions'))).toBe(
    sumOf(`FROM sessions SHOW sessions ${period}`, 'sessions'),
  );
  expect(sumOf(machines, 'sessions')).not.toBe('0');
});

test("a day's sessions grow until the second day after it", () => {
  const query = 'FROM sessions SHOW sessions SINCE 2026-03-19 UNTIL 2026-03-19';
  const hours = [0, 24, 48, 72].map((later) => NOW - 24 * 3_600_000 + later * 3_600_000);
  const [during, after, whole, later] = hours.map((now) => Number(sumOf(query, 'sessions', now)));
  expect(during).toBeLessThan(after ?? 0);
  expect(after).toBeLessThan(whole ?? 0);
  expect(later).toBe(whole);
});

test('rows beyond a thousand are left out without a word where no limit is named', () => {
  const query =
    'FROM sessions SHOW sessions GROUP BY referrer_name, traffic_type, session_device_type, ' +
    'session_country TIMESERIES day SINCE 2026-02-01 UNTIL 2026-03-10';
  const all = table(`${query} ORDER BY day LIMIT 100000`).rows;
  expect(all.length).toBeGreaterThan(1_000);
  expect(table(`${query} ORDER BY day`).rows).toEqual(all.slice(0, 1_000));
  expect(table(`${query} ORDER BY day LIMIT 7 OFFSET 3`).rows).toEqual(all.slice(3, 10));
});

test('rows are sorted by what is asked, numbers as numbers', () => {
  const { rows } = table(
    'FROM sessions SHOW sessions GROUP BY session_country, session_device_type SINCE -30d ' +
      'ORDER BY session_device_type DESC, sessions',
  );
  const counts = rows.map((row) => Number(row[2]));
  expect(rows.map((row) => row[1])).toEqual([
    'mobile',
    'mobile',
    'mobile',
    'mobile',
    'desktop',
    'desktop',
    'desktop',
    'desktop',
  ]);
  expect(counts.slice(0, 4)).toEqual(counts.slice(0, 4).toSorted((a, b) => a - b));
  expect(counts.slice(4)).toEqual(counts.slice(4).toSorted((a, b) => a - b));
});

test.each([
  ['FROM sales SHOW total_sale', "Column Not Found: Column 'total_sale' not found"],
  ['FROM sale SHOW total_sales', "Table Not Found: Table 'sale' not found"],
  ['SELECT * FROM sales', "Syntax Error: Invalid input near 'SELECT'"],
  ['FROM sales', "Syntax Error: Invalid input near 'SHOW'"],
  ['FROM sales SHOW orders,', "Syntax Error: Invalid input near 'SHOW'"],
  ['FROM sales SHOW orders SHOW orders', "Syntax Error: Invalid input near 'SHOW'"],
  ['FROM sales SHOW orders SINCE 2026-02-30', "Syntax Error: Invalid input near '2026-02-30'"],
  ['FROM sales SHOW orders TIMESERIES fortnight', "Syntax Error: Invalid input near 'fortnight'"],
  ['FROM sales SHOW orders LIMIT many', "Syntax Error: Invalid input near 'LIMIT'"],
  [
    'FROM sessions SHOW sessions GROUP session_country',
    "Syntax Error: Invalid input near 'GROUP BY'",
  ],
  ["FROM sessions SHOW sessions WHERE x LIKE 'y'", "Syntax Error: Invalid input near 'WHERE'"],
  ["FROM sessions SHOW sessions WHERE nope = 'y'", "Column Not Found: Column 'nope' not found"],
  ['FROM sessions SHOW sessions ORDER BY day', "Invalid Column: Column 'day' can't be used here"],
  ['', "Syntax Error: Invalid input near 'FROM'"],
])('what it cannot read it says: %s', (query, error) => {
  expect(shop.report(query, NOW)).toEqual({ parseErrors: [error] });
});
