import { parse } from 'csv-parse/sync';
import { isDay, notPublished, told, type PublishedDay } from './published.ts';

/** What the ECB writes where a currency had no rate on a day. */
const NONE = 'N/A';

/**
 * Reads the history as CSV: a line for each day, a column for each currency, N/A for none.
 * @throws BadDocument with the line.
 */
export function readCsv(text: string): readonly PublishedDay[] {
  const [header = [], ...rows] = cellsOf(text);
  const names = header.map((name) => name.trim());
  const currencies = names.slice(1).filter((name) => name !== '');
  if (names[0] !== 'Date' || !currencies.every((name) => /^[A-Z]{3}$/.test(name))) {
    throw notPublished(1, told`is ${header.join(',').slice(0, 60)}, not Date and currencies`);
  }
  return rows.map((row, at) => dayOf(row, currencies, at + 2));
}

function dayOf(row: readonly string[], currencies: readonly string[], line: number): PublishedDay {
  const [day = '', ...cells] = row.map((cell) => cell.trim());
  if (!isDay(day)) throw notPublished(line, told`begins with ${day}, no date such as 2026-11-24`);
  if (cells.length < currencies.length) {
    throw notPublished(line, told`has ${cells.length} rates for ${currencies.length} currencies`);
  }
  const rates = currencies.map((currency, at) => ({ currency, rate: cells[at] ?? '', line }));
  return { day, rates: rates.filter(({ rate }) => rate !== NONE && rate !== '') };
}

function cellsOf(text: string): string[][] {
  try {
    return parse(text, { relax_column_count: true, skip_empty_lines: true, trim: true });
  } catch (error) {
    throw notPublished(1, told`can't be read as CSV: ${(error as Error).message}`);
  }
}
