import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CsvSplitter, CsvSyntaxError, type SplitOptions } from '../../connectors/csv/csv-split.ts';

const OPTIONS: SplitOptions = { delimiter: ',', encoding: 'utf8', maxRecord: 1_000 };

function split(bytes: Buffer, pieces: readonly number[], options = OPTIONS) {
  const splitter = new CsvSplitter(options);
  const rows = [];
  let at = 0;
  for (const piece of pieces) rows.push(...splitter.push(bytes.subarray(at, (at += piece))));
  rows.push(...splitter.push(bytes.subarray(at)), ...splitter.end());
  return rows;
}

/** The cells of another parser of the same format, or undefined where it finds a mistake. */
function expected(text: string, lineEnd: string, delimiter: string): string[][] | undefined {
  try {
    const common = { relax_column_count: true, skip_empty_lines: true };
    return parse(text, { ...common, delimiter, record_delimiter: lineEnd });
  } catch {
    return undefined;
  }
}

const pieces = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 30 });
const delimiters = fc.constantFrom(',', ';', '||');
const lineEnds = fc.constantFrom('\n', '\r\n', '\r');

test('well-formed records come out as they went in, whatever the pieces', () => {
  const cell = fc.string({
    unit: fc.constantFrom('a', 'é', '"', ',', ';', '|', '\n', '\r', ' ', '😀'),
  });
  const records = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 });
  fc.assert(
    fc.property(
      records,
      delimiters,
      lineEnds,
      pieces,
      fc.boolean(),
      (cells, delimiter, end, cuts, closed) => {
        const all = [['first', 'line'], ...cells];
        const quoted = (text: string) =>
          /["\r\n,;|]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
        const text = all.map((row) => row.map(quoted).join(delimiter)).join(end);
        const rows = split(Buffer.from(text + (closed ? end : '')), cuts, {
          ...OPTIONS,
          delimiter,
        });
        expect(rows.map((row) => row.cells)).toEqual(all);
      },
    ),
    { numRuns: 500 },
  );
});

test('any text gives what csv-parse gives, and a mistake where it finds one', () => {
  const part = fc.constantFrom('a', 'é', '"', '"', '""', '|', '"b"', 'END', 'END', ' ');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 25 }), lineEnds, pieces, (parts, end, cuts) => {
      const text = `first|line${end}${parts.join('').replaceAll('END', end)}`;
      const options = { ...OPTIONS, delimiter: '|' };
      const wanted = expected(text, end, '|');
      const found = outcome(() => split(Buffer.from(text), cuts, options));
      expect(found).toEqual(wanted ?? 'mistake');
    }),
    { numRuns: 2_000 },
  );
});

test('a record has the number of its last line', () => {
  const text = 'a,b\r\n\r\n"x\r\ny",1\r\nz,2';
  expect(split(Buffer.from(text), [5, 1, 1]).map(({ line }) => line)).toEqual([1, 4, 5]);
});

test.for([
  ['a,b\nc"d,1\n', 2, 'in the middle'],
  ['a,b\n"c"d,1\n', 2, 'closing quote'],
  ['a,b\n1,2\n"c,1\n3,4\n', 3, 'never closed'],
  [`a,b\n${'x'.repeat(1_200)}`, 2, 'longer than 1000 bytes'],
  [`a,b\n1,x"y\n${'1,2\n'.repeat(400)}`, 2, 'in the middle'],
] as const)('%j is refused at its line', ([text, line, message]) => {
  const error = failureOr(() => split(Buffer.from(text), []));
  expect(error).toBeInstanceOf(CsvSyntaxError);
  expect(error).toMatchObject({ line, message: expect.stringContaining(message) });
});

function outcome(run: () => ReturnType<typeof split>): unknown {
  const rows = failureOr(run);
  return rows instanceof CsvSyntaxError ? 'mistake' : rows.map(({ cells }) => cells);
}

function failureOr<T>(run: () => T): T | CsvSyntaxError {
  try {
    return run();
  } catch (error) {
    if (error instanceof CsvSyntaxError) return error;
    throw error;
  }
}
