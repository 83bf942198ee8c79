import { BadValue } from './bad-value.ts';
import { fieldOptions, namesOf } from './columns.ts';
import type { CsvConfig } from './config.ts';

/** The columns that can hold a row's own amount, the first one with a value being taken. */
export const AMOUNTS = ['amount', 'gross', 'unitPrice'] as const;

/** What the configuration says of signs. */
export interface Rules {
  /** Fields whose sign is taken as it stands. */
  readonly signed: ReadonlySet<string>;
  /** A quantity that is the same in every row and so can't tell what went back. */
  readonly constantQuantity: boolean;
  /** The configuration says which rows are returns, or what kind they are. */
  readonly tellsKinds: boolean;
  readonly mapsAmount: boolean;
  /** Told of each line that a negative price takes off sales. */
  readonly onNegativePrice: () => void;
  /** The column of a field, for hints. */
  readonly column: (field: string) => string;
}

export function rulesOf({ columns, returns }: CsvConfig): Omit<Rules, 'onNegativePrice'> {
  const quantity = columns['quantity'];
  const fields = Object.entries(columns);
  return {
    signed: new Set(
      fields.filter(([, spec]) => fieldOptions(spec).sign === 'signed').map(([name]) => name),
    ),
    constantQuantity:
      typeof quantity === 'object' && !Array.isArray(quantity) && 'constant' in quantity,
    tellsKinds: returns !== undefined || columns['kind'] !== undefined,
    mapsAmount: AMOUNTS.some((name) => columns[name] !== undefined),
    column: (field) => (columns[field] === undefined ? '…' : (namesOf(columns[field])[0] ?? '…')),
  };
}

/** A sale without any amount. */
export function noMoney(rules: Rules): BadValue {
  const mapped = AMOUNTS.filter((name) => rules.column(name) !== '…');
  const column = rules.column(mapped[0] ?? '');
  return new BadValue(
    `has no money: ${mapped.length === 0 ? 'its amount' : mapped.join(', ')} is empty; correct the row, leave it out (\`skip: { column: ${column}, empty: true }\`), or give the column a \`default\``,
  );
}

/** A minus where the row says that something was sold or charged. */
export function negative(field: string, value: string, rules: Rules): BadValue {
  const column = rules.column(field);
  const ways =
    field === 'amount' || field === 'gross' || field === 'unitPrice'
      ? 'say which rows are returns (`returns: { column: …, … }`), what kind a row is (`kind:`) or which rows do not count (`skip: { column: …, … }`)'
      : `if the file writes it with a minus, say so (\`${field}: { column: ${column}, sign: reversed }\`)`;
  return new BadValue(
    `${field}: ${value} is negative, and the row is no return: ${ways}; or take the sign as it is (\`${field}: { column: ${column}, sign: signed }\`)`,
  );
}

/** A plus where the line's amount has a minus. */
export function against(field: string, value: string, rules: Rules): BadValue {
  return new BadValue(
    `${field}: ${value} is positive where the line's amount is negative: say which rows are returns (\`returns: { column: …, … }\`), or take the sign as it is (\`${field}: { column: ${rules.column(field)}, sign: signed }\`)`,
  );
}
