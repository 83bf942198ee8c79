import { parse, type CsvError, type Parser } from 'csv-parse';
import { SourceError } from '../connector.ts';
import type { CsvConfig } from './config.ts';
import { bodyOf } from './preamble.ts';
import type { RawRow } from './row.ts';

/** A row that is longer is surely a quote that is never closed. */
const MAX_RECORD_BYTES = 1 << 24;
const LINE_ENDS = ['\r\n', '\n', '\r'];

/** Splits CSV text (UTF-8) into rows, header included, a chunk's rows at a time. */
export async function* csvRows(
  text: AsyncIterable<Buffer>,
  config: CsvConfig,
  name: string,
): AsyncGenerator<readonly RawRow[]> {
  const { content, lines, delimiter } = await bodyOf(text, config.skipLines ?? 0);
  let rows: RawRow[] = [];
  const parser = parse({
    delimiter: config.delimiter ?? delimiter ?? ',',
    quote: config.quote === 'none' ? false : (config.quote ?? '"'),
    comment: config.comment ?? null,
    comment_no_infix: true,
    record_delimiter: LINE_ENDS,
    relax_column_count: true,
    // A quote within a cell is that character: 24" screen.
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD_BYTES,
    on_record: (cells: string[], context) => {
      rows.push({ line: context.lines + lines, cells });
      return null;
    },
  });
  parser.on('error', () => undefined);
  parser.resume();
  let last = lines;
  try {
    for await (const chunk of content) {
      await settled(parser, (done) => parser.write(chunk, done));
      if (rows.length === 0) continue;
      last = rows.at(-1)?.line ?? last;
      yield rows;
      rows = [];
    }
    await settled(parser, (done) => parser.end(done));
    if (rows.length > 0) yield rows;
  } catch (error) {
    throw explained(error, rows.at(-1)?.line ?? last, name);
  } finally {
    parser.destroy();
  }
}

function settled(parser: Parser, act: (done: (error?: Error | null) => void) => void) {
  return new Promise<void>((resolve, reject) => {
    if (parser.errored) reject(parser.errored);
    else act((error) => (error ? reject(error) : resolve()));
  });
}

/** @param last the line of the last row that was whole. */
function explained(error: unknown, last: number, name: string): unknown {
  const code = (error as CsvError | undefined)?.code ?? '';
  if (!code.startsWith('CSV_') && !code.startsWith('INVALID_')) return error;
  const open = code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE';
  const what = open ? 'a quote opens a cell that never ends' : (error as Error).message;
  return new SourceError(`${name}:${last + 1}: ${what}. Nothing was deleted.`, {
    retry: false,
    mend: 'Correct the quoting of that line; where the file does not quote cells, say `quote: none`; or correct `delimiter`.',
    cause: error,
  });
}
