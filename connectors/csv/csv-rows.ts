import { SourceError } from '../connector.ts';
import type { CsvConfig } from './config.ts';
import { CsvSplitter, CsvSyntaxError } from './csv-split.ts';
import type { RawRow } from './row.ts';

const MAX_RECORD_BYTES = 1 << 20;
const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const UTF16_MARK = Buffer.from([0xff, 0xfe]);

/** Splits CSV text into rows, header included, a chunk's rows at a time. */
export async function* csvRows(
  content: AsyncIterable<Buffer>,
  config: CsvConfig,
  name: string,
): AsyncGenerator<readonly RawRow[]> {
  try {
    yield* split(content, config);
  } catch (error) {
    throw error instanceof CsvSyntaxError ? explained(error, name) : error;
  }
}

async function* split(
  content: AsyncIterable<Buffer>,
  config: CsvConfig,
): AsyncGenerator<readonly RawRow[]> {
  let splitter: CsvSplitter | undefined;
  let decode = (bytes: Buffer): Buffer => bytes;
  let start = Buffer.alloc(0);
  const open = (): CsvSplitter => {
    const marked = markOf(start);
    if (marked === UTF16_MARK) decode = utf16Decoder();
    start = start.subarray(marked?.length ?? 0);
    const encoding = marked ? 'utf8' : config.encoding;
    return new CsvSplitter({ delimiter: config.delimiter, encoding, maxRecord: MAX_RECORD_BYTES });
  };
  for await (const chunk of content) {
    let bytes = chunk;
    if (splitter === undefined) {
      start = Buffer.concat([start, chunk]);
      if (start.length < UTF8_MARK.length) continue;
      splitter = open();
      bytes = start;
    }
    const rows = splitter.push(decode(bytes));
    if (rows.length > 0) yield rows;
  }
  if (splitter === undefined) {
    splitter = open();
    yield splitter.push(decode(start));
  }
  yield splitter.end();
}

/** The byte order mark that the content begins with. */
function markOf(start: Buffer): Buffer | undefined {
  return [UTF8_MARK, UTF16_MARK].find((mark) => start.subarray(0, mark.length).equals(mark));
}

function utf16Decoder(): (bytes: Buffer) => Buffer {
  const decoder = new TextDecoder('utf-16le');
  return (bytes) => Buffer.from(decoder.decode(bytes, { stream: true }));
}

function explained(error: CsvSyntaxError, name: string): SourceError {
  return new SourceError(`${name}:${error.line}: ${error.message}. Nothing was deleted.`, {
    retry: false,
    mend: 'Correct the quoting of that line, or `delimiter` and `encoding` of the connection.',
    cause: error,
  });
}
