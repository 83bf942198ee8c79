import { Failure } from './failure.ts';
import type { Vocabulary } from './functions.ts';
import { isWord, type Token, tokens } from './tokens.ts';

const FIRST = ['SELECT', 'WITH', 'SHOW', 'DESCRIBE', 'EXPLAIN', 'EXISTS'];
const SHOW = ['DATABASES', 'TABLES', 'FULL', 'COLUMNS', 'EXTENDED', 'CREATE'];
const SYSTEM_TABLES = new Set([
  'one',
  'numbers',
  'tables',
  'columns',
  'databases',
  'functions',
  'table_functions',
  'settings',
  'formats',
  'data_type_families',
  'collations',
  'time_zones',
  'build_options',
]);
/** Words that no statement of a reader needs, wherever they stand: files, and functions without a bracket. */
const KEYWORDS = ['OUTFILE', 'INFILE', 'APPLY'];

/**
 * Judges a statement as the engine wrote it down: without comments, with its own quoting. Refuses what
 * the engine would let a read-only user do: read and write files of the host, kill queries, see other
 * users' values in system tables. Throws Failure 497 or 62.
 */
export function judgeText(sql: string, vocabulary: Vocabulary): void {
  const own = [...tokens(sql)];
  guardGaps(sql, own);
  const first = own.find((token) => token.text !== '(');
  if (!isOneOf(first, FIRST)) refuse('only SELECT, SHOW, DESCRIBE, EXPLAIN and EXISTS are allowed');
  guardShow(own);
  own.forEach((token, index) => guardToken(token, own, index, vocabulary));
}

/** The engine writes no comments: where one is seen here, the two read differently. */
function guardGaps(sql: string, own: readonly Token[]): void {
  let at = 0;
  for (const { start, end } of [...own, { start: sql.length, end: sql.length }]) {
    if (sql.slice(at, start).trim() !== '') unexpected(sql.slice(at, start));
    at = end;
  }
}

function guardShow(own: readonly Token[]): void {
  if (!isWord(own[0], 'SHOW')) return;
  if (!isOneOf(own[1], SHOW)) refuse(`SHOW ${own[1]?.text ?? ''}`);
  // The engine's tree of a SHOW does not tell what its condition calls.
  if (own.some((token) => isWord(token, 'WHERE'))) refuse('WHERE after SHOW');
}

function guardToken(
  token: Token,
  own: readonly Token[],
  index: number,
  vocabulary: Vocabulary,
): void {
  if (token.kind === 'foreign' || token.kind === 'heredoc' || token.text === ';') {
    unexpected(token.text);
  }
  if (token.kind !== 'word' && token.kind !== 'quoted') return;
  if (KEYWORDS.includes(token.text.toUpperCase())) refuse(token.text);
  if (token.text.toLowerCase() === 'identifier' && own[index - 1]?.text === ':') {
    refuse('an Identifier parameter');
  }
  if (vocabulary.isDenied(token.text)) refuse(`the function ${token.text}`);
  if (isSystem(token.text) && own[index + 1]?.text === '.') guardSystemTable(own[index + 2]?.text);
}

function isSystem(name: string): boolean {
  return name.toLowerCase() === 'system';
}

function guardSystemTable(name: string | undefined): void {
  if (name === undefined || !SYSTEM_TABLES.has(name)) refuse(`system.${name ?? ''}`);
}

/** The parts that a reader's statement may be made of, as EXPLAIN AST names them. */
const PARTS = new Set([
  'SelectWithUnionQuery',
  'SelectIntersectExceptQuery',
  'SelectQuery',
  'ExpressionList',
  'Function',
  'Identifier',
  'TableIdentifier',
  'Literal',
  'Asterisk',
  'QualifiedAsterisk',
  'ColumnsRegexpMatcher',
  'ColumnsListMatcher',
  'QualifiedColumnsRegexpMatcher',
  'QualifiedColumnsListMatcher',
  'ColumnsTransformerList',
  'ColumnsExceptTransformer',
  'ColumnsReplaceTransformer',
  'ColumnsReplaceTransformer::Replacement',
  'TablesInSelectQuery',
  'TablesInSelectQueryElement',
  'TableExpression',
  'TableJoin',
  'ArrayJoin',
  'Subquery',
  'WithElement',
  'OrderByElement',
  'InterpolateElement',
  'WindowDefinition',
  'WindowListElement',
  'SampleRatio',
  'QueryParameter',
  'DataType',
  'DescribeQuery',
  'ShowTables',
  'ShowColumns',
  'ShowCreateTableQuery',
  'ShowCreateViewQuery',
  'ShowCreateDatabaseQuery',
  'ExistsTableQuery',
  'ExistsViewQuery',
  'ExistsDatabaseQuery',
]);
const EXPLAINED = /^EXPLAIN(?: PIPELINE| ESTIMATE)?$/;

/**
 * Judges what the engine understood: each part of its tree, a line each as EXPLAIN AST prints them. A
 * line break within a name can only add lines, which are judged too. Throws Failure 497.
 */
export function judgeTree(tree: string, vocabulary: Vocabulary): void {
  const lines = tree.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) refuse('a statement without parts');
  let options = false;
  for (const line of lines) {
    const [, part = '', rest = ''] = /^ *(\S+) ?(.*?)(?: \(children \d+\))?$/.exec(line) ?? [];
    if (part === 'Explain' && EXPLAINED.test(rest)) options = true;
    // EXPLAIN's own options come first; SETTINGS of a statement do not get here.
    else if (part === 'Set' && options && line.startsWith(' Set')) options = false;
    else if (!PARTS.has(part)) refuse(part === 'Explain' ? rest : part);
    if (part === 'Function') guardCall(rest, vocabulary);
    if (part === 'TableIdentifier' || part === 'Identifier') guardName(rest, vocabulary);
  }
}

function guardCall(rest: string, vocabulary: Vocabulary): void {
  const name = /^[A-Za-z0-9_]+(?=$| \(alias )/.exec(rest)?.[0];
  if (name === undefined || !vocabulary.mayCall(name)) {
    refuse(`the function ${name ?? rest.slice(0, 40)}`);
  }
}

function guardName(rest: string, vocabulary: Vocabulary): void {
  const names = rest.replace(/ \(alias .*$/, '').split('.');
  if (names.length > 1 && isSystem(names[0] ?? '')) guardSystemTable(names[1]);
  for (const name of names) if (vocabulary.isDenied(name)) refuse(`the function ${name}`);
}

function isOneOf(token: Token | undefined, keywords: readonly string[]): boolean {
  return token?.kind === 'word' && keywords.includes(token.text.toUpperCase());
}

function unexpected(text: string): never {
  throw new Failure(
    62,
    'SYNTAX_ERROR',
    `Syntax error: unexpected ${JSON.stringify(text.trim().slice(0, 20))}`,
  );
}

function refuse(what: string): never {
  throw new Failure(
    497,
    'ACCESS_DENIED',
    `Not enough privileges: ${what} is not allowed for the read-only user; read the views of its database`,
  );
}
