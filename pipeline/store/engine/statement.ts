import { Failure } from './failure.ts';
import { isWord, type Token, tokens } from './tokens.ts';

/** One statement, without a closing semicolon. */
export interface Statement {
  readonly sql: string;
  readonly tokens: readonly Token[];
  /** The format named in the statement's own FORMAT clause. */
  readonly format: string | undefined;
  /** Where that clause begins in the text. */
  readonly formatAt: number | undefined;
  /** True where the engine can stream the rows. */
  readonly select: boolean;
}

/** The head of an INSERT whose rows follow it. */
export interface InsertHead {
  /** The statement up to where FROM INFILE goes, and from there to before FORMAT. */
  readonly into: string;
  readonly settings: string;
  readonly format: string;
  /** Where the rows start in the text. */
  readonly dataAt: number;
}

/** Reads text that must be one statement. Throws 62 on none or several. */
export function parseStatement(text: string): Statement {
  const all = [...tokens(text)];
  const semicolon = all.findIndex((token) => token.kind === 'symbol' && token.text === ';');
  const own = semicolon === -1 ? all : all.slice(0, semicolon);
  const rest = semicolon === -1 ? [] : all.slice(semicolon);
  if (own.length === 0) throw new Failure(62, 'SYNTAX_ERROR', 'Syntax error: Empty query');
  if (rest.some((token) => token.text !== ';' || token.kind !== 'symbol')) {
    throw new Failure(
      62,
      'SYNTAX_ERROR',
      'Syntax error (Multi-statements are not allowed): send one statement a request',
    );
  }
  const [keyword, format] = formatOf(own);
  return {
    sql: text.slice(0, own.at(-1)?.end),
    tokens: own,
    format: format?.text,
    formatAt: keyword?.start,
    select: isSelect(own),
  };
}

function isSelect(own: readonly Token[]): boolean {
  const first = own.find((token) => token.text !== '(' || token.kind !== 'symbol');
  return isWord(first, 'SELECT') || isWord(first, 'WITH');
}

/** Whether it reads or inserts rows and changes nothing else, as SET and USE do. */
export function isPlain({ select, tokens: own }: Statement): boolean {
  return select || isWord(own[0], 'INSERT');
}

function formatOf(own: readonly Token[]): readonly [Token?, Token?] {
  let depth = 0;
  for (let index = own.length - 1; index > 0; index -= 1) {
    const token = own[index];
    depth += depthOf(token);
    const next = own[index + 1];
    if (token !== undefined && depth === 0 && isWord(token, 'FORMAT') && next?.kind === 'word') {
      return [token, next];
    }
  }
  return [];
}

function depthOf(token: Token | undefined): number {
  if (token?.kind !== 'symbol') return 0;
  if ('([{'.includes(token.text)) return 1;
  return ')]}'.includes(token.text) ? -1 : 0;
}

/** True if the text begins as an INSERT. */
export function startsWithInsert(text: string): boolean {
  const step = tokens(text).next();
  return step.done !== true && isWord(step.value, 'INSERT');
}

/**
 * Finds the end of an INSERT's own words in text that may go on with its rows.
 * Gives undefined for INSERT … SELECT, which has no rows of its own.
 */
export function parseInsert(text: string): InsertHead | undefined {
  let depth = 0;
  let settings: Token | undefined;
  const reader = tokens(text);
  for (let step = reader.next(); step.done !== true; step = reader.next()) {
    const token = step.value;
    depth += depthOf(token);
    if (depth !== 0) continue;
    if (token.kind === 'symbol' && token.text === ';') break;
    if (isWord(token, 'SELECT') || isWord(token, 'WITH') || isWord(token, 'FROM')) return undefined;
    if (isWord(token, 'SETTINGS')) settings = token;
    const formatted = isWord(token, 'FORMAT');
    if (!formatted && !isWord(token, 'VALUES')) continue;
    const name = formatted ? reader.next().value : { text: 'Values', end: token.end };
    if (name === undefined) break;
    const cut = settings?.start ?? token.start;
    return {
      into: text.slice(0, cut),
      settings: text.slice(cut, token.start),
      format: name.text,
      dataAt: afterHead(text, name.end),
    };
  }
  return undefined;
}

/** Skips the one line end (or the blanks before it) that parts the head from the rows. */
function afterHead(text: string, at: number): number {
  return at + (/^[ \t]*;?[ \t]*\r?\n?/.exec(text.slice(at, at + 1024))?.[0].length ?? 0);
}
