import { fieldOptions } from './columns.ts';
import type { ColumnConfig } from './config.ts';
import { joinIdentity } from './join-identity.ts';
import type { CellReader, RawRow } from './row.ts';

export type ColumnReader = (column: string) => CellReader;

/** How several cells become one text. */
type Join = (parts: readonly string[], separator: string) => string;

/** Fields that tell things apart: what several columns make of them must not be two things' alike. */
const IDENTITIES = new Set(['id', 'orderId', 'line', 'customer']);

/** A reader of a field's text, and what must see every row in order for it to work. */
export interface FieldCell {
  readonly read: CellReader;
  readonly observe?: (row: RawRow) => void;
}

/**
 * Builds the reader of the text that a field is made of: one column or several, the file's words
 * translated, and what stands for an empty cell. '' where there is nothing.
 * @param order reads the row's order, within which cells are filled down.
 */
export function fieldCell(
  name: string,
  config: ColumnConfig,
  reader: ColumnReader,
  order: CellReader | undefined,
): FieldCell {
  if (typeof config === 'string') return { read: reader(config) };
  const join: Join = IDENTITIES.has(name) ? joinIdentity : (parts, mark) => parts.join(mark);
  if (Array.isArray(config)) return { read: joined(config.map(reader), '/', join) };
  if ('constant' in config) {
    const constant = String(config.constant);
    return { read: () => constant };
  }
  const columns = Array.isArray(config.column) ? config.column : [config.column];
  const cells = joined(columns.map(reader), config.separator ?? '/', join);
  const down = fieldOptions(config).fillDown && order ? filledDown(cells, order) : undefined;
  const read = down?.read ?? cells;
  const translations = new Map(Object.entries(config.values ?? {}));
  return {
    read: (row) => {
      const value = read(row);
      const translated = translations.get(value) ?? value;
      return translated === '' ? (config.default ?? '') : translated;
    },
    ...(down && { observe: down.observe }),
  };
}

/** A cell that is empty takes the last one of the same order, of the rows just above. */
function filledDown(cells: CellReader, order: CellReader): Required<FieldCell> {
  let last = { order: '', value: '' };
  return {
    observe: (row) => {
      const now = { order: order(row), value: cells(row) };
      if (now.value !== '' || now.order !== last.order) last = now;
    },
    read: (row) => {
      const value = cells(row);
      return value === '' && order(row) === last.order ? last.value : value;
    },
  };
}

function joined(readers: readonly CellReader[], separator: string, join: Join): CellReader {
  const [first, ...rest] = readers;
  if (first === undefined) return () => '';
  if (rest.length === 0) return first;
  const [second] = rest;
  const all = (row: RawRow) => join([first(row), ...rest.map((read) => read(row))], separator);
  if (second === undefined || rest.length > 1 || separator.length !== 1) return all;
  return (row) => {
    const one = first(row);
    const other = second(row);
    // Most pairs tell their parts as they are.
    const plain = one !== '' && !other.includes(separator) && !/\\/.test(one + other);
    return plain ? `${one}${separator}${other}` : join([one, other], separator);
  };
}
