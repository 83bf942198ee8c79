import { SourceError } from '../connector.ts';
import type { CsvConfig } from './config.ts';
import { parseExactJson } from './json-numbers.ts';
import { bodyOf } from './preamble.ts';
import type { RawRow } from './row.ts';

const MAX_LINE = 1 << 24;

/** Splits JSON lines (UTF-8) into rows, a chunk's rows at a time. A line that is no object has `error`. */
export async function* jsonRows(
  text: AsyncIterable<Buffer>,
  config: CsvConfig,
  name: string,
): AsyncGenerator<readonly RawRow[]> {
  const decoder = new TextDecoder();
  const body = await bodyOf(text, config.skipLines ?? 0);
  const { comment } = config;
  let line = body.lines;
  let rest = '';
  const rowsOf = (lines: readonly string[]): RawRow[] =>
    lines.flatMap((each) => {
      line++;
      if (each.trim() === '' || (comment !== undefined && each.startsWith(comment))) return [];
      return [parseLine(each, line)];
    });
  for await (const chunk of body.content) {
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
    return { line, cells: {}, error: `is no JSON object: ${ONE_A_LINE}` };
  } catch (error) {
    return { line, cells: {}, error: `is not JSON: ${(error as Error).message}; ${ONE_A_LINE}` };
  }
}

const ONE_A_LINE = 'each line is one object, such as {"id":"1","price":10}';

function tooLong(name: string, line: number): SourceError {
  return new SourceError(`${name}:${line}: the line is longer than 16 MiB. Nothing was deleted.`, {
    retry: false,
    mend: 'Put one JSON object on each line.',
  });
}
