/** A column added or subtracted, or 1 for each fact; `where` is a condition of its own. */
export type Term<Condition = unknown> =
  | { readonly add: string | 1; readonly where?: readonly Condition[] }
  | { readonly subtract: string | 1; readonly where?: readonly Condition[] };

const TERM = /([+-])?\s*([a-zA-Z]\w*)\s*/y;

/** Whether a text is a sum of columns: gross - discount - returned. */
export function isExpression(text: string): boolean {
  return /^\s*-?\s*[a-zA-Z]\w*(\s*[+-]\s*[a-zA-Z]\w*)*\s*$/.test(text);
}

/** The terms of a sum of columns. @param text one that `isExpression`. */
export function terms(text: string): ({ add: string } | { subtract: string })[] {
  const found: ({ add: string } | { subtract: string })[] = [];
  const rest = text.trim();
  TERM.lastIndex = 0;
  for (let match = TERM.exec(rest); match !== null; match = TERM.exec(rest)) {
    const [, sign, column = ''] = match;
    found.push(sign === '-' ? { subtract: column } : { add: column });
    if (TERM.lastIndex === rest.length) break;
  }
  return found;
}

/** A term's sign and column; without a column it counts the fact. */
export function readTerm<Condition>(term: Term<Condition>): {
  readonly sign: 1 | -1;
  readonly column?: string;
  readonly where: readonly Condition[];
} {
  const [sign, added] = 'add' in term ? ([1, term.add] as const) : ([-1, term.subtract] as const);
  return { sign, where: term.where ?? [], ...(added === 1 ? {} : { column: added }) };
}
