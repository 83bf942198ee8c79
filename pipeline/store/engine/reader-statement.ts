import type { Session } from './database.ts';
import { Failure } from './failure.ts';
import type { Vocabulary } from './functions.ts';
import { judgeText, judgeTree } from './reader-guard.ts';
import { literal } from './settings.ts';
import { isWord, type Token, tokens } from './tokens.ts';

/** A reader's statement, judged, in the engine's own words. */
export interface ReaderStatement {
  readonly sql: string;
  /** The format named in its FORMAT clause. */
  readonly format: string | undefined;
  /** What its SETTINGS clause sets, as sent: to be bounded as settings in the URL are. */
  readonly settings: readonly (readonly [name: string, value: string])[];
}

/**
 * Has the engine read a reader's text, and judges what it read rather than the text: the one statement
 * in the engine's own words, in which comments and odd quoting are no more, and its tree. Only these
 * words are to be run. Throws Failure.
 * @param session read-only, with the statement's parameters and without settings of the reader's: a
 * `limit` would cut the answers that are judged.
 */
export async function readStatement(
  session: Session,
  text: string,
  vocabulary: Vocabulary,
): Promise<ReaderStatement> {
  const statement = cutTail(await inEngineWords(session, text), vocabulary);
  judgeText(statement.sql, vocabulary);
  const tree = await session.run(`EXPLAIN AST ${statement.sql}`, 'TabSeparatedRaw');
  judgeTree(decoded(tree.bytes), vocabulary);
  return statement;
}

/** Kinds of tokens that have to lie where they lie for the engine: in them things can be hidden. */
const PLACED = new Set<Token['kind']>(['word', 'string', 'quoted']);
const PLACED_IN_ENGINE = "('BareWord', 'StringLiteral', 'QuotedIdentifier')";

/** The statement as the engine writes it, once that stands: written again it is the same. */
async function inEngineWords(session: Session, text: string): Promise<string> {
  const again = (inner: string): string => `formatQuerySingleLine(${inner})`;
  const place = "concat(toString(token.begin), '-', toString(token.end))";
  const sql = `WITH ${again(literal(text))} AS a, ${again('a')} AS b, ${again('b')} AS c,
    arrayFilter(token -> token.type IN ${PLACED_IN_ENGINE}, tokenizeQuery(b)) AS placed
    SELECT concat(a, '\\0', b, '\\0', c, '\\0', arrayStringConcat(arrayMap(token -> ${place}, placed), ' '))`;
  const { bytes } = await session.run(sql, 'RawBLOB');
  const [a, b, c, places, ...more] = decoded(bytes).split('\0');
  const stands = b !== undefined && (a === b || b === c) && more.length === 0;
  if (!stands || placesOf(b) !== places) {
    throw new Failure(62, 'SYNTAX_ERROR', 'Syntax error: the statement can be read in two ways');
  }
  return b;
}

/** Where tokens begin and end, in bytes, as the query above tells it. */
function placesOf(sql: string): string {
  const places: string[] = [];
  let at = 0;
  let bytes = 0;
  for (const { kind, start, end } of tokens(sql)) {
    const begin = bytes + Buffer.byteLength(sql.slice(at, start));
    bytes = begin + Buffer.byteLength(sql.slice(start, end));
    at = end;
    if (PLACED.has(kind)) places.push(`${begin}-${bytes}`);
  }
  return places.join(' ');
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Failure(
      62,
      'SYNTAX_ERROR',
      "Syntax error: bytes that are not UTF-8: write them as unhex('…')",
    );
  }
}

/** Takes FORMAT and SETTINGS off the end, in either order. */
function cutTail(text: string, vocabulary: Vocabulary): ReaderStatement {
  let own = [...tokens(text)];
  let format: string | undefined;
  let settings: ReaderStatement['settings'] = [];
  for (let more = true; more;) {
    more = false;
    const named = own.at(-1);
    if (format === undefined && isFormatClause(own, vocabulary) && named !== undefined) {
      format = named.text;
      own = own.slice(0, -2);
      more = true;
    }
    const at = own.findLastIndex((token) => token.kind === 'word' && token.text === 'SETTINGS');
    const clause = at > 0 && settings.length === 0 ? assignments(own.slice(at + 1)) : undefined;
    if (clause !== undefined) {
      settings = clause;
      own = own.slice(0, at);
      more = true;
    }
  }
  return { sql: text.slice(0, own.at(-1)?.end ?? 0), format, settings };
}

function isFormatClause(own: readonly Token[], vocabulary: Vocabulary): boolean {
  const [keyword, name] = own.slice(-2);
  if (own.length < 3 || !isWord(keyword, 'FORMAT') || name === undefined) return false;
  if (name.kind !== 'word' && name.kind !== 'quoted') return false;
  if (keyword?.text === 'FORMAT') checkFormat(name.text, vocabulary);
  return keyword?.text === 'FORMAT';
}

/** Throws Failure 73 where a reader may not be answered in the format. */
export function checkFormat(name: string, vocabulary: Vocabulary): void {
  if (!vocabulary.isFormat(name)) {
    throw new Failure(73, 'UNKNOWN_FORMAT', `Unknown format ${name.slice(0, 60)}`, 400);
  }
}

/** `name = value, …` up to the end, or undefined where it is something else. */
function assignments(own: readonly Token[]): (readonly [string, string])[] | undefined {
  const found: (readonly [string, string])[] = [];
  for (let index = 0; index < own.length; index += 4) {
    const [name, equals, value, comma] = own.slice(index, index + 4);
    if (name?.kind !== 'word' || equals?.text !== '=' || value === undefined) return undefined;
    if (comma !== undefined && comma.text !== ',') return undefined;
    if (value.kind !== 'number' && value.kind !== 'string' && !isWord(value, 'TRUE'))
      return undefined;
    found.push([name.text, value.kind === 'string' ? value.text.slice(1, -1) : value.text]);
  }
  return found.length > 0 ? found : undefined;
}
