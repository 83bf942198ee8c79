import type { ColumnConfig, CsvConfig } from './config.ts';

/** What a column's configuration says besides its names. */
type FieldOptions = Partial<
  Omit<Extract<ColumnConfig, { column: unknown }>, 'column' | 'separator' | 'values'>
>;

/** A column of the file that a configuration names. */
export interface NamedColumn {
  readonly name: string;
  /** A file may lack it: the field has a default. */
  readonly optional: boolean;
}

/** Every column of the file that a configuration names, each once. */
export function columnsOf(config: CsvConfig): readonly NamedColumn[] {
  const names = new Map<string, boolean>();
  const add = (name: string, optional: boolean) =>
    names.set(name, optional && (names.get(name) ?? true));
  for (const column of Object.values(config.columns)) {
    const { default: fallback, zone } = fieldOptions(column);
    for (const name of namesOf(column)) add(name, fallback !== undefined);
    if (zone !== undefined) add(typeof zone === 'string' ? zone : zone.column, false);
  }
  const { returns, where, skip } = config;
  for (const rule of [returns, where, skip].flatMap((rules) => rules ?? []))
    add(rule.column, rule.optional === true);
  return [...names].map(([name, optional]) => ({ name, optional }));
}

/** The columns of the file that one field is made of. */
export function namesOf(column: ColumnConfig): readonly string[] {
  if (typeof column === 'string') return [column];
  if (Array.isArray(column)) return column;
  if ('constant' in column) return [];
  return Array.isArray(column.column) ? column.column : [column.column];
}

/** How a column is read, where the configuration says more than its name. */
export function fieldOptions(column: ColumnConfig): FieldOptions {
  if (typeof column === 'string' || Array.isArray(column) || 'constant' in column) return {};
  return column;
}

/** One value or several as several. */
export function listOf<T>(value: T | readonly T[] | undefined): readonly T[] | undefined {
  if (value === undefined) return undefined;
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
