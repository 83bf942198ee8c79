import { SourceError } from '../connector.ts';
import type { CsvConfig } from './config.ts';
import { parseExactJson } from './json-numbers.ts';
import type { RawRow } from './row.ts';

const MAX_LINE = 1 << 20;

/** Splits JSON lines into rows, a chunk's rows at a time. A line that is no object has `error`. */
export async function* jsonRows(
  content: AsyncIterable<Buffer>,
  config: CsvConfig,
  name: string,
): AsyncGenerator<readonly RawRow[]> {
  const decoder = new TextDecoder(config.encoding === 'latin1' ? 'latin1' : 'utf-8');
  let line = 0;
  let rest = '';
  const rowsOf = (lines: readonly string[]): RawRow[] =>
    lines.flatMap((text) => {
      line++;
      return text.trim() === '' ? [] : [parseLine(text, line)];
    });
  for await (const chunk of content) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE) throw tooLong(name, line + lines.length + 1);
    const rows = rowsOf(lines);
    if (rows.length > 0) yield rows;
  }
  const rows = rowsOf([rest + decoder.decode()]);
  if (rows.length > 0) yield rows;
}

function parseLine(text: string, line: number): RawRow {
  try {
    const value = parseExactJson(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { line, cells: value as Record<string, unknown> };
    }
    return { line, cells: {}, error: 'is no JSON object' };
  } catch (error) {
    return { line, cells: {}, error: `is not JSON: ${(error as Error).message}` };
  }
}

function tooLong(name: string, line: number): SourceError {
  return new SourceError(`${name}:${line}: the line is longer than 1 MiB. Nothing was deleted.`, {
    retry: false,
    mend: 'Put one JSON object on each line.',
  });
}
