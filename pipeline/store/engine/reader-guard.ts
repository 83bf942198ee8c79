import { Failure } from './failure.ts';
import type { Statement } from './statement.ts';
import { isWord, type Token } from './tokens.ts';

const FIRST = ['SELECT', 'WITH', 'SHOW', 'DESCRIBE', 'DESC', 'EXPLAIN', 'EXISTS'];
const SHOW = ['DATABASES', 'TABLES', 'FULL', 'COLUMNS', 'FIELDS', 'CREATE'];
const EXPLAIN = ['PLAN', 'PIPELINE', 'ESTIMATE', 'SELECT', 'WITH'];
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
const KEYWORDS = ['OUTFILE', 'INFILE'];

/**
 * Refuses what the engine would let a read-only user do: read files of the host, write files,
 * kill queries, see other users' values in system tables. `denied` has the function names
 * (lower case) that are refused however they are spelt. Throws Failure 497 or 62.
 */
export function guardReader(statement: Statement, denied: ReadonlySet<string>): void {
  const own = statement.tokens;
  const first = own.find((token) => token.text !== '(');
  if (!isOneOf(first, FIRST)) refuse('only SELECT, SHOW, DESCRIBE, EXPLAIN and EXISTS are allowed');
  guardSecond(own);
  own.forEach((token, index) => guardToken(token, own, index, denied));
}

function guardSecond(own: readonly Token[]): void {
  if (isWord(own[0], 'SHOW') && !isOneOf(own[1], SHOW)) refuse(`SHOW ${own[1]?.text ?? ''}`);
  if (isWord(own[0], 'EXPLAIN') && !isOneOf(own[1], EXPLAIN))
    refuse(`EXPLAIN ${own[1]?.text ?? ''}`);
}

function guardToken(
  token: Token,
  own: readonly Token[],
  index: number,
  denied: ReadonlySet<string>,
): void {
  if (token.kind === 'foreign' || token.kind === 'heredoc') {
    throw new Failure(
      62,
      'SYNTAX_ERROR',
      `Syntax error: unexpected ${JSON.stringify(token.text.slice(0, 20))} at position ${token.start + 1}`,
    );
  }
  if (token.kind !== 'word' && token.kind !== 'quoted') return;
  if (token.kind === 'quoted' && token.text.includes('\\')) refuse('a backslash in a quoted name');
  if (isOneOf(token, KEYWORDS)) refuse(token.text);
  if (isWord(token, 'IDENTIFIER') && own[index - 1]?.text === ':')
    refuse('an Identifier parameter');
  const name = token.text.toLowerCase();
  if (denied.has(name) && !isPlainWord(own, index)) refuse(`the function ${token.text}`);
  if (name === 'system' && own[index + 1]?.text === '.') guardSystemTable(own[index + 2]);
}

/** A name that the grammar itself uses as a keyword: FORMAT at the end, a qualified table's name. */
function isPlainWord(own: readonly Token[], index: number): boolean {
  const token = own[index];
  if (
    isWord(token, 'FORMAT') ||
    isWord(token, 'VIEW') ||
    isWord(token, 'NULL') ||
    isWord(token, 'MERGE')
  ) {
    return own[index + 1]?.text !== '(' && !isWord(own[index - 1], 'APPLY');
  }
  return false;
}

function guardSystemTable(token: Token | undefined): void {
  if (token === undefined || !SYSTEM_TABLES.has(token.text)) refuse(`system.${token?.text ?? ''}`);
}

function isOneOf(token: Token | undefined, keywords: readonly string[]): boolean {
  return token?.kind === 'word' && keywords.includes(token.text.toUpperCase());
}

function refuse(what: string): never {
  throw new Failure(
    497,
    'ACCESS_DENIED',
    `Not enough privileges: ${what} is not allowed for the read-only user; read the views of its database`,
  );
}
