import { columnsOf, fieldOptions, namesOf } from './columns.ts';
import type { ColumnConfig, CsvConfig } from './config.ts';
import { fieldsOf } from './fields.ts';

/** Fields of which a sale needs one: what it was worth. */
const MONEY = ['amount', 'unitPrice', 'gross', 'discount', 'returned', 'tax', 'shipping'];

/**
 * Groups of keys of which JSON lines must have one each: every key of a field that a fact needs, and
 * of conditions; of a sale's amounts any.
 */
export function neededKeys(config: CsvConfig): readonly (readonly string[])[] {
  const needed = needs(config);
  const rules = [config.returns, config.where, config.skip].flatMap((rule) => rule ?? []);
  const fields = Object.entries(config.columns).filter(([name]) => needed.has(name));
  return [
    ...fields.flatMap(([, column]) => keysOf(column).map((key) => [key])),
    ...rules.flatMap((rule) => (rule.optional === true ? [] : [[rule.column]])),
    ...moneyKeys(config),
  ];
}

/** Keys that lines may do without, a group each. */
export function optionalKeys(config: CsvConfig): readonly (readonly string[])[] {
  const needed = new Set(neededKeys(config).flat());
  return columnsOf(config).flatMap(({ name, optional }) =>
    optional || needed.has(name) ? [] : [[name]],
  );
}

function needs({ fact, columns }: CsvConfig): ReadonlySet<string> {
  const required = Object.entries(fieldsOf(fact)).filter(([, spec]) => spec.required);
  const time = columns['occurredAt'] === undefined ? ['day'] : [];
  return new Set(['id', ...time, ...required.map(([name]) => name)]);
}

function moneyKeys({ fact, columns }: CsvConfig): readonly (readonly string[])[] {
  if (fact !== 'sale') return [];
  const amounts = MONEY.flatMap((name) => columns[name] ?? []) as readonly ColumnConfig[];
  const always = amounts.some((column) => keysOf(column).length === 0);
  return always || amounts.length === 0 ? [] : [amounts.flatMap(keysOf)];
}

/** The keys that a field is read from; none where it has a value without them. */
export function keysOf(column: ColumnConfig): readonly string[] {
  return fieldOptions(column).default === undefined ? namesOf(column) : [];
}
