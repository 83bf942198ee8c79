export type TokenKind = 'word' | 'quoted' | 'string' | 'heredoc' | 'number' | 'symbol' | 'foreign';

export interface Token {
  readonly kind: TokenKind;
  /** As written; for `quoted` without its quotes, escapes untouched. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const SPACE = /[\s\0]+/y;
const COMMENT = /--[^\n]*|#[ !][^\n]*|\/\*[^]*?(?:\*\/|$)/y;
const WORD = /[A-Za-z_][A-Za-z0-9_$]*/y;
const NUMBER = /[0-9][A-Za-z0-9_]*(?:\.[0-9]+(?:[eE][+-]?[0-9]+)?)?/y;
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
    const blank = match(SPACE, sql, at) ?? match(COMMENT, sql, at);
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
  const word = match(WORD, sql, start);
  if (word !== undefined) return make('word', word);
  const number = match(NUMBER, sql, start);
  if (number !== undefined) return make('number', number);
  if (char === '$') return make('heredoc', match(HEREDOC, sql, start) ?? char);
  return make(char > '\u007e' || char < ' ' ? 'foreign' : 'symbol', char);
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** True for an unquoted word equal to the keyword (upper case), whatever its case. */
export function isWord(token: Token | undefined, keyword: string): boolean {
  return token?.kind === 'word' && token.text.toUpperCase() === keyword;
}
