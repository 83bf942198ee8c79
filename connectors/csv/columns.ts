import type { ColumnConfig, CsvConfig } from './config.ts';

/** Every column of the file that a configuration names. */
export function columnsOf(config: CsvConfig): readonly string[] {
  const names = new Set<string>();
  for (const column of Object.values(config.columns)) {
    for (const name of namesOf(column)) names.add(name);
  }
  if (config.returns) names.add(config.returns.column);
  return [...names];
}

/** The columns of the file that one field is made of. */
export function namesOf(column: ColumnConfig): readonly string[] {
  if (typeof column === 'string') return [column];
  if (Array.isArray(column)) return column;
  if ('constant' in column) return [];
  return Array.isArray(column.column) ? column.column : [column.column];
}

/** How a column writes its signs, where the configuration says so. */
export function signOf(column: ColumnConfig): 'signed' | 'reversed' | undefined {
  if (typeof column === 'string' || Array.isArray(column) || 'constant' in column) return undefined;
  return column.sign;
}
