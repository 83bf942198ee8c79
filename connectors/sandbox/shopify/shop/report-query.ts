/** A ShopifyQL query of the family that the stand-in answers. */
export interface ReportQuery {
  readonly from: string;
  readonly show: readonly string[];
  readonly where: readonly Condition[];
  readonly groupBy: readonly string[];
  readonly timeseries: string | undefined;
  /** As written: a date, `today`, `-30d`. */
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly orderBy: readonly Order[];
  readonly limit: number | undefined;
  readonly offset: number;
}

interface Condition {
  readonly column: string;
  readonly not: boolean;
  readonly values: readonly string[];
}

interface Order {
  readonly column: string;
  readonly descending: boolean;
}

const TOKEN = /'[^']*'|-?\d[\w:-]*|[A-Za-z_]\w*|!=|[(),=]|\S/g;
const CLAUSE = ['FROM', 'SHOW', 'WHERE', 'GROUP', 'TIMESERIES', 'SINCE', 'UNTIL', 'ORDER', 'LIMIT'];

/**
 * Reads a query: clauses in any order, as the documentation has it ("Syntax"), each once.
 * @returns what is wrong with it, in Shopify's manner, where it can't be read.
 */
export function parseReportQuery(text: string): ReportQuery | string {
  const clauses = clausesOf(text.match(TOKEN) ?? []);
  if (typeof clauses === 'string') return clauses;
  const from = clauses.get('FROM') ?? [];
  const show = namesIn(clauses.get('SHOW') ?? []);
  const groupBy = namesIn(afterBy(clauses.get('GROUP')));
  const where = conditionsIn(clauses.get('WHERE') ?? []);
  const limit = limitIn(clauses.get('LIMIT') ?? []);
  if (from.length !== 1) return syntaxError('FROM');
  if (show === undefined || show.length === 0) return syntaxError('SHOW');
  if (groupBy === undefined) return syntaxError('GROUP BY');
  if (where === undefined) return syntaxError('WHERE');
  if (limit === undefined) return syntaxError('LIMIT');
  return {
    from: from[0] ?? '',
    show,
    where,
    groupBy,
    timeseries: clauses.get('TIMESERIES')?.join(' '),
    since: clauses.get('SINCE')?.join(' '),
    until: clauses.get('UNTIL')?.join(' '),
    orderBy: ordersIn(afterBy(clauses.get('ORDER'))),
    ...limit,
  };
}

export function syntaxError(place: string): string {
  return `Syntax Error: Invalid input near '${place}'`;
}

function clausesOf(tokens: readonly string[]): Map<string, string[]> | string {
  const clauses = new Map<string, string[]>();
  let current: string[] | undefined;
  for (const token of tokens) {
    const word = token.toUpperCase();
    if (CLAUSE.includes(word)) {
      if (clauses.has(word)) return syntaxError(token);
      clauses.set(word, (current = []));
    } else if (current === undefined) return syntaxError(token);
    else current.push(token);
  }
  return clauses;
}

/** What follows BY; "BY" itself stays where it was forgotten, and is then an unknown column. */
function afterBy(tokens: readonly string[] | undefined): readonly string[] {
  if (tokens === undefined) return [];
  return tokens[0]?.toUpperCase() === 'BY' ? tokens.slice(1) : ['BY', ...tokens];
}

function namesIn(tokens: readonly string[]): string[] | undefined {
  const names = tokens.filter((_, n) => n % 2 === 0);
  const commas = tokens.filter((_, n) => n % 2 === 1);
  const wellFormed = tokens.length === 0 || tokens.length % 2 === 1;
  const plain = names.every((name) => /^\w+$/.test(name)) && commas.every((comma) => comma === ',');
  return wellFormed && plain ? names : undefined;
}

/** `column = 'value'`, `!=`, `IN ('a', 'b')`, joined by AND. */
function conditionsIn(tokens: readonly string[]): Condition[] | undefined {
  if (tokens.length === 0) return [];
  const one = /^(\w+) (?:(=|!=) ('[^']*')|(?:(NOT )?IN) \( ('[^']*'(?: , '[^']*')*) \))$/i;
  const found: Condition[] = [];
  for (const part of tokens.join(' ').split(/ AND /i)) {
    const match = one.exec(part);
    if (match === null) return undefined;
    const [, column = '', sign, value = '', not, list] = match;
    const values = [...(list ?? value).matchAll(/'([^']*)'/g)].map(([, text = '']) => text);
    found.push({ column, not: sign === '!=' || not !== undefined, values });
  }
  return found;
}

function ordersIn(tokens: readonly string[]): Order[] {
  if (tokens.length === 0) return [];
  return tokens
    .join(' ')
    .split(' , ')
    .map((part) => {
      const [column = '', direction = 'ASC'] = part.split(' ');
      return { column, descending: direction.toUpperCase() === 'DESC' };
    });
}

function limitIn(tokens: readonly string[]): Pick<ReportQuery, 'limit' | 'offset'> | undefined {
  if (tokens.length === 0) return { limit: undefined, offset: 0 };
  const match = /^(\d+)(?: OFFSET (\d+))?$/i.exec(tokens.join(' '));
  return match === null ? undefined : { limit: Number(match[1]), offset: Number(match[2] ?? 0) };
}
