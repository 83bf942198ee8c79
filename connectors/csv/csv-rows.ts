import { parse, type CsvError, type Parser } from 'csv-parse';
import { SourceError } from '../connector.ts';
import type { CsvConfig } from './config.ts';
import type { RawRow } from './row.ts';

const MAX_RECORD_BYTES = 1 << 20;

/** Splits CSV text into rows, header included, a chunk's rows at a time. */
export async function* csvRows(
  content: AsyncIterable<Buffer>,
  config: CsvConfig,
  name: string,
): AsyncGenerator<readonly RawRow[]> {
  let rows: RawRow[] = [];
  const parser = parse({
    bom: true,
    delimiter: config.delimiter,
    encoding: config.encoding,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD_BYTES,
    on_record: (cells: string[], context) => {
      rows.push({ line: context.lines, cells });
      return null;
    },
  });
  parser.on('error', () => undefined);
  parser.resume();
  try {
    for await (const chunk of content) {
      await settled(parser, (done) => parser.write(chunk, done));
      if (rows.length === 0) continue;
      yield rows;
      rows = [];
    }
    await settled(parser, (done) => parser.end(done));
    if (rows.length > 0) yield rows;
  } catch (error) {
    throw explained(error, parser, name);
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

function explained(error: unknown, parser: Parser, name: string): unknown {
  const code = (error as CsvError | undefined)?.code ?? '';
  if (!code.startsWith('CSV_') && !code.startsWith('INVALID_')) return error;
  return new SourceError(
    `${name}:${parser.info.lines}: ${(error as Error).message}. Nothing was deleted.`,
    {
      retry: false,
      mend: 'Correct the quoting of that line, or `delimiter` and `encoding` of the connection.',
      cause: error,
    },
  );
}
