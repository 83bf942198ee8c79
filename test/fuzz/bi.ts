import type { Random } from '../independent/random.ts';

/** What a BI tool asks, what an attacker asks, and what costs much. */
const STATEMENTS = [
  'SELECT goal, toString(actual) FROM bi.attainment ORDER BY goal',
  'SELECT day, sum(net) FROM bi.sales GROUP BY day ORDER BY day',
  'SELECT * FROM bi.goal_daily LIMIT 10',
  'SHOW TABLES FROM bi',
  "SELECT 1 /* /* */ , ' */ , file('/etc/passwd', 'LineAsString', 'line String') -- '",
  "SELECT * FROM file('secrets.json', 'LineAsString', 'line String')",
  "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString', 'line String')",
  'SELECT * FROM system.processes',
  'SELECT 1; DROP TABLE goalstream.sale',
  'INSERT INTO goalstream.sale SELECT * FROM goalstream.sale',
  'SELECT count() FROM numbers(100000000000)',
  'SELECT (SELECT count() FROM numbers(100000000000))',
  'SELECT sum(a.number * b.number) FROM numbers(100000) a CROSS JOIN numbers(100000) b',
  'SELECT sleepEachRow(1) FROM numbers(1000) SETTINGS function_sleep_max_microseconds_per_block = 0',
  "SELECT repeat('x', 1000000000)",
  'SELECT arrayMap(x -> arrayMap(y -> y, range(10000)), range(10000))',
  'SELECT number FROM system.numbers LIMIT 50000000',
  'WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT max(n) FROM t',
  'SELECT 1 FORMAT Native',
  'EXPLAIN AST SELECT 1',
  'SELECT {x:Identifier}',
  'SELECT $$a$$, 0x41, `goal` FROM bi.goals',
  `SELECT ${'('.repeat(2_000)}1${')'.repeat(2_000)}`,
  `SELECT ${'1+'.repeat(20_000)}1`,
];
const INSERTS = [
  '/*',
  '*/',
  '/* /*',
  "'",
  '"',
  '`',
  '--',
  '#',
  ';',
  '\\',
  '\0',
  '$$',
  '{',
  '}',
  '�',
  '(',
  ')',
];

/** A statement as it is, cut, joined with another, or with something put in. */
export function biStatement(random: Random): string {
  const text = random.pick(STATEMENTS);
  if (random.chance(0.4)) return text;
  const at = random.int(0, text.length);
  if (random.chance(0.3)) return text.slice(0, at) + random.pick(STATEMENTS);
  if (random.chance(0.3)) return text.slice(0, at) + text.slice(at + random.int(1, 10));
  return text.slice(0, at) + random.pick(INSERTS) + text.slice(at);
}
