export type TokenKind = 'word' | 'quoted' | 'string' | 'heredoc' | 'number' | 'symbol' | 'foreign';

export interface Token {
  readonly kind: TokenKind;
  /** As written; for `quoted` without its quotes, escapes untouched. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const SPACE = /[\s\0]+/y;
const LINE_COMMENT = /(?:--|\/\/|#[ !])[^\n]*/y;
const COMMENT_END = /\/\*|\*\//g;
const WORD = /(?:[A-Za-z_]|\$(?=[A-Za-z0-9_]))[A-Za-z0-9_$]*/y;
const NUMBER =
  /0[xX][0-9a-fA-F](?:_?[0-9a-fA-F])*|0[bB][01](?:_?[01])*|[0-9](?:_?[0-9])*(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const NUMBERED_WORD = /[0-9][A-Za-z0-9_]*/y;
const BYTES = /[xXbB]'[^']*'/y;
const HEREDOC = /\$([A-Za-z0-9_]*)\$[^]*?\$\1\$/y;
const QUOTED: Readonly<Record<string, RegExp>> = {
  "'": /'(?:[^'\\]|\\[^]|'')*'/y,
  '"': /"(?:[^"\\]|\\[^]|"")*"/y,
  '`': /`(?:[^`\\]|\\[^]|``)*`/y,
};

/**
 * Splits SQL into ClickHouse's tokens, without spaces and comments. What the lexer cannot place
 * (curly quotes, a no-break space, an unclosed quote) is a token of kind `foreign`.
 */
export function* tokens(sql: string): Generator<Token> {
  let at = 0;
  while (at < sql.length) {
    const blank = match(SPACE, sql, at) ?? match(LINE_COMMENT, sql, at) ?? comment(sql, at);
    if (blank !== undefined) {
      at += blank.length;
      continue;
    }
    const token = tokenAt(sql, at);
    yield token;
    at = token.end;
  }
}

function tokenAt(sql: string, start: number): Token {
  const char = sql.charAt(start);
  const make = (kind: TokenKind, raw: string, text = raw): Token => ({
    kind,
    text,
    start,
    end: start + raw.length,
  });
  const quote = QUOTED[char];
  if (quote !== undefined) {
    const raw = match(quote, sql, start);
    if (raw === undefined) return make('foreign', sql.slice(start));
    return char === "'" ? make('string', raw) : make('quoted', raw, raw.slice(1, -1));
  }
  const heredoc = char === '$' ? match(HEREDOC, sql, start) : undefined;
  if (heredoc !== undefined) return make('heredoc', heredoc);
  const bytes = match(BYTES, sql, start);
  if (bytes !== undefined) return make('string', bytes);
  const word = match(WORD, sql, start);
  if (word !== undefined) return make('word', word);
  const number = match(NUMBER, sql, start);
  const numbered = match(NUMBERED_WORD, sql, start);
  if (numbered !== undefined && number !== undefined) {
    return numbered.length > number.length ? make('word', numbered) : make('number', number);
  }
  return make(char > '\u007e' || char < ' ' ? 'foreign' : 'symbol', char);
}

/** A comment at the place: they nest. One that is not closed goes on to the end. */
function comment(sql: string, start: number): string | undefined {
  if (!sql.startsWith('/*', start)) return undefined;
  COMMENT_END.lastIndex = start;
  for (let depth = 0; ;) {
    const bound = COMMENT_END.exec(sql)?.[0];
    if (bound === undefined) return sql.slice(start);
    depth += bound === '/*' ? 1 : -1;
    if (depth === 0) return sql.slice(start, COMMENT_END.lastIndex);
  }
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** True for an unquoted word equal to the keyword (upper case), whatever its case. */
export function isWord(token: Token | undefined, keyword: string): boolean {
  return token?.kind === 'word' && token.text.toUpperCase() === keyword;
}
