/** What BI clients send, as they send it: all of it has to work. */
export interface Asked {
  readonly sql: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const of = (path: string, ...sql: readonly string[]): Asked[] =>
  sql.map((each) => ({ sql: each, path }));

/** Settings that clickhouse-connect sends with each statement. */
const CONNECT =
  '/?client_protocol_version=54405&date_time_input_format=best_effort&cast_string_to_dynamic_use_inference=1&cancel_http_readonly_queries_on_client_close=1&send_progress_in_http_headers=1&http_headers_progress_interval_ms=120000&wait_end_of_query=1&session_id=abc';

export const clients: Readonly<Record<string, readonly Asked[]>> = {
  'Superset (clickhouse-connect)': of(
    CONNECT,
    'SELECT version(), timezone()',
    'SELECT name, value, readonly FROM system.settings LIMIT 10000',
    'SHOW DATABASES',
    'SHOW TABLES FROM {bi}',
    'DESCRIBE TABLE {bi}.open',
    "SELECT engine, engine_full, comment FROM system.tables WHERE database = '{bi}' AND name = 'open'",
    'SELECT name FROM system.functions UNION ALL SELECT name FROM system.table_functions LIMIT 10000',
    'SELECT 1 AS check FORMAT Native',
    "SELECT toStartOfDay(toDateTime(day)) AS __timestamp, sum(n) AS `SUM(n)` FROM (SELECT n, today() AS day FROM {bi}.open) AS virtual_table WHERE day >= toDate('2020-01-01') GROUP BY toStartOfDay(toDateTime(day)) ORDER BY `SUM(n)` DESC LIMIT 50000",
    "SELECT count(*) AS rowcount FROM (SELECT n FROM {bi}.open -- the label's note\n) AS rowcount_qry",
    'EXPLAIN SELECT n FROM {bi}.open',
  ),
  'DBeaver, Tableau, Looker (JDBC)': of(
    '/?wait_end_of_query=1&max_result_rows=200&result_overflow_mode=break&select_sequential_consistency=1&async_insert=0&max_execution_time=0',
    'SELECT timezone() AS tz, version() FORMAT RowBinaryWithNamesAndTypes',
    "SELECT name AS TABLE_SCHEM, null AS TABLE_CATALOG FROM system.databases WHERE name LIKE '%' ORDER BY name",
    "SELECT '' AS TABLE_CAT, t.database AS TABLE_SCHEM, t.name AS TABLE_NAME, CASE WHEN t.engine LIKE '%View' THEN 'VIEW' WHEN t.is_temporary THEN 'TEMPORARY TABLE' ELSE 'TABLE' END AS TABLE_TYPE, t.comment AS REMARKS FROM system.tables t JOIN system.databases d ON t.database = d.name WHERE t.database ILIKE '{bi}' AND TABLE_TYPE IN ('VIEW', 'TABLE') ORDER BY t.database, t.name",
    "SELECT database AS TABLE_SCHEM, table AS TABLE_NAME, name AS COLUMN_NAME, toInt32(multiIf(type = 'UInt64', 3, 12)) AS DATA_TYPE, replaceRegexpOne(type, '^Nullable\\\\((.*)\\\\)$', '\\\\1') AS TYPE_NAME, position AS ORDINAL_POSITION FROM system.columns WHERE database ILIKE '{bi}' AND table ILIKE '%' AND name ILIKE '%' ORDER BY 1, 2",
    "SELECT word FROM system.functions ARRAY JOIN [name, lower(name)] AS word WHERE word ILIKE 'tost%' LIMIT 10",
    'SELECT "open"."n" AS "n", SUM(1) AS "cnt:n:ok" FROM "{bi}"."open" "open" GROUP BY 1 HAVING (COUNT(1) > 0)',
    'SELECT CAST(TRUNC(EXTRACT(YEAR FROM `t`.`d`)) AS Int64) AS `yr:d:ok` FROM (SELECT today() AS d) `t`',
    "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = '{bi}'",
    "SELECT * FROM INFORMATION_SCHEMA.TABLES WHERE table_schema = '{bi}'",
    'SELECT currentUser(), currentDatabase(), hostName(), displayName()',
    'SELECT DISTINCT x.n FROM {bi}.open AS x FORMAT JSONCompact',
  ),
  Metabase: of(
    '/?date_time_output_format=iso',
    '-- Metabase:: userID: 1 queryType: MBQL queryHash: 5f\nSELECT count(*) AS `count` FROM `{bi}`.`open`',
    "-- Metabase\nSELECT toStartOfWeek(toDate(`s`.`d`)) AS `d`, sum(if(`s`.`n` > 1, `s`.`n`, 0)) AS `sum` FROM (SELECT today() AS d, n FROM {bi}.open) AS `s` WHERE `s`.`d` >= toDate('2020-01-01') AND (`s`.`n` <> 3 OR `s`.`n` IS NULL) GROUP BY toStartOfWeek(toDate(`s`.`d`)) ORDER BY `d` ASC",
    'SELECT `n` AS `n`, substring(toString(`n`), 1, 1234) AS `substring` FROM `{bi}`.`open` LIMIT 10000',
    'SELECT quantile(0.9)(n) AS p90, stddevPop(n), countIf(n > 1), uniq(n), argMax(n, n), sumIf(n, n > 1) FROM {bi}.open',
    "SELECT formatDateTime(now(), '%Y-%m'), parseDateTimeBestEffort('2024-01-01 10:00'), dateDiff('day', today(), yesterday()), toUnixTimestamp(now())",
    'SELECT 1 /* one */ + 2 /* two /* nested */ */ AS three',
  ),
  Grafana: [
    ...of(
      '/?default_format=Native',
      'SELECT displayName(), version(), revision(), timezone()',
      'SELECT version()',
      'SHOW DATABASES',
      'SHOW TABLES FROM "{bi}"',
      'DESC TABLE "{bi}"."open"',
      "SELECT name, type, table FROM system.columns WHERE database IN ('{bi}') AND table = 'open'",
      'SELECT name FROM system.functions WHERE is_aggregate',
      'SELECT n FROM {bi}.open LIMIT 1 SETTINGS max_execution_time=10',
    ),
    ...of(
      '/?limit=1000&default_format=JSON',
      'SELECT toStartOfInterval(toDateTime(1700000000), INTERVAL 60 second) AS time, sum(n) AS value FROM {bi}.open WHERE now() >= toDateTime(1700000000) AND now() <= toDateTime(2700000000) GROUP BY time ORDER BY time',
      'SELECT toStartOfInterval(now(), toIntervalSecond(60)) AS "time", avg(n) AS "v" FROM "{bi}"."open" GROUP BY "time" ORDER BY "time" WITH FILL STEP toIntervalSecond(60)',
      'SELECT n AS a, max(n) OVER (PARTITION BY n ORDER BY n ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS m FROM {bi}.open',
      'SELECT 1 FORMAT JSON SETTINGS max_execution_time = 5, join_use_nulls = 1',
    ),
  ],
  'Cube, JavaScript': of(
    '/?join_use_nulls=1&date_time_output_format=simple&send_progress_in_http_headers=0&output_format_json_quote_64bit_integers=1&enable_http_compression=1',
    'SELECT `o`.n `o__n`, count(*) `o__count` FROM {bi}.open AS `o` GROUP BY `o__n` ORDER BY `o__count` DESC LIMIT 10000 FORMAT JSONCompact',
    "SELECT columns.name as column_name, columns.table as table_name, columns.database as table_schema, columns.type as data_type FROM system.columns columns WHERE columns.database = '{bi}'",
  ),
  'aiochclient and others': [
    { sql: '', path: '/?query=SELECT%201' },
    ...of('/', 'SELECT n FROM {bi}.open FORMAT TSVWithNamesAndTypes'),
    ...of(
      "/?param_list=%5B'a'%2C'b%5C'c'%5D&param_n=1",
      'SELECT {list:Array(String)}, {n:UInt32} IN (1, 2), {n:UInt32} + 1',
    ),
  ],
  'Power BI, Excel and people': of(
    '/',
    'select * from {bi}.open;',
    'select top (10) n from {bi}.open',
    'SELECT `n` AS `C1`, SUM(CAST(`n` AS Decimal(20, 2))) AS `a0` FROM `{bi}`.`open` GROUP BY `n` LIMIT 1000001',
    "SELECT CASE n WHEN 1 THEN 'one' ELSE 'many' END FROM {bi}.open",
    'WITH t AS (SELECT n FROM {bi}.open), (SELECT max(n) FROM t) AS top SELECT n, top FROM t WHERE n = top',
    'SELECT a.n FROM {bi}.open AS a LEFT JOIN {bi}.open AS b USING (n) WHERE a.n NOT IN (SELECT number FROM numbers(3))',
    'SELECT * EXCEPT (n), n * 2 AS twice FROM {bi}.open',
    "SELECT arrayMap(x -> x + 1, [1, 2]), arrayJoin([1, 2]), map('a', 1)['a'], (1, 2).1, [1, 2][1]",
    "SELECT toDate('2024-01-01') + INTERVAL 1 MONTH, DATE_TRUNC('month', now()), date_add(DAY, 1, today()), EXTRACT(DAY FROM today())",
    "SELECT 'it''s', 'a\\tb', \"n\" AS \"odd \"\"name\", '-- no comment', '/* none */', '; none' FROM {bi}.open",
    'SELECT n FROM {bi}.open UNION DISTINCT SELECT 1 INTERSECT SELECT 1',
    'SELECT DISTINCT ON (n) n FROM {bi}.open ORDER BY n LIMIT 1, 2',
    'SELECT n, count() FROM {bi}.open GROUP BY ROLLUP(n)',
    'SELECT n, count() FROM {bi}.open GROUP BY n WITH TOTALS',
    'SELECT n FROM {bi}.open ORDER BY n LIMIT 1 BY n',
    "SELECT if(n > 1, 'a', 'b') AS x, lag(n) OVER (ORDER BY n), row_number() OVER () FROM {bi}.open",
    "SELECT COLUMNS('n') FROM {bi}.open",
    'SELECT round(1.5, 1), 1e3, 0x1F, -5, 1.0, true, NULL, nan',
    "SELECT coalesce(NULL, 1), nullIf(1, 1), greatest(1, 2), 1 ? 2 : 3, 'a' || 'b', 5 % 2, 7 DIV 2",
    'SELECT url, "view", format FROM (SELECT 1 AS url, 2 AS "view", 3 AS "format2", 4 AS format)',
    'SHOW CREATE VIEW {bi}.open',
    'EXISTS TABLE {bi}.open',
    'EXPLAIN PLAN indexes = 1 SELECT n FROM {bi}.open',
    "SHOW FULL TABLES FROM {bi} LIKE 'o%'",
    'SHOW COLUMNS FROM open FROM {bi}',
    'SELECT count() FROM {bi}.open FORMAT Parquet',
    'SELECT n FROM {bi}.open FORMAT PrettyCompact',
  ),
};
