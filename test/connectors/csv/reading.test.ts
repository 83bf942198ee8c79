import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { checkText, COLUMNS, readText } from '../../support/read-text.ts';

const HEADER = 'id,t,q,p,prod';
const row = (id: number, prod = 'A', price = '10') => `${id},2026-03-01,1,${price},${prod}`;
const file = (...lines: string[]) => `${[HEADER, ...lines].join('\n')}\n`;

const products = async (text: string | Uint8Array, more: object = {}) =>
  (await readText(text, { ...more })).facts.map(({ product }) => product);

describe('quotes and line ends', () => {
  test('a quote within a cell is that character', async () => {
    const text = file(row(1), row(2, 'Screen 24" IPS'), row(3, 'a "b" c'), row(4, '"x" y'));
    expect(await products(text)).toEqual(['A', 'Screen 24" IPS', 'a "b" c', '"x" y']);
    expect(await products(file(row(1, '"24"" screen, black"')))).toEqual(['24" screen, black']);
  });

  test('a quote that never closes names its line and the way out', async () => {
    const text = file(row(1), row(2, '"open'), row(3));
    await expect(readText(text)).rejects.toMatchObject({
      message: expect.stringMatching(/^s\.csv:3: a quote opens a cell that never ends/) as string,
      mend: expect.stringContaining('quote: none') as string,
    });
    expect(await products(text, { quote: 'none' })).toEqual(['A', '"open', 'A']);
  });

  test('line ends may differ within a file, in any pieces', async () => {
    const text = `${HEADER}\r\n${row(1)}\n${row(2, '"B"')}\r\n${row(3)}\r${row(4)}\n\r\n${row(5, '"x\r\ny"')}`;
    expect(await products(text)).toEqual(['A', 'B', 'A', 'A', 'x\r\ny']);
    expect(await products(`${HEADER}\n${row(1)}\r\n${row(2, '"B"')}\r\n`)).toEqual(['A', 'B']);
    expect(await products(`${HEADER}\r${row(1)}\r${row(2)}`)).toEqual(['A', 'A']);
  });

  test('cells beyond the header may be empty, and a header may end with a delimiter', async () => {
    expect(await products(file(`${row(1)},`, `${row(2)},,`, `${row(3)}, `))).toHaveLength(3);
    expect(await products(`${HEADER},\n${row(1)}\n${row(2)},\n`)).toHaveLength(2);
    const { reasons } = await readText(file(`${row(1)},x`, '2,2026-03-01'));
    expect(reasons).toEqual([
      expect.stringMatching(/^s\.csv:2: has 6 columns, the header has 5: .*skip/),
      expect.stringMatching(/^s\.csv:3: has 2 columns/),
    ]);
  });
});

describe('headers', () => {
  test('a column that is used must have a name of its own', async () => {
    const text = 'id,t,q,p, p,prod,x,x\n1,2026-03-01,1,10,99,A,1,2\n';
    await expect(readText(text)).rejects.toMatchObject({
      message: 's.csv has the column p 2 times in its header (columns 4 and 5)',
      mend: expect.stringContaining('name of its own') as string,
    });
    const other = text.replace(' p,', 'list,');
    expect((await readText(other)).facts).toMatchObject([{ gross: '10' }]);
  });

  test.each([
    ['skipLines: 2', `Shop A\nMarch\n${file(row(1))}`, { skipLines: 2 }],
    ['comment: "#"', `# from 2026-03-01\n\n# to\n${file(row(1))}`, { comment: '#' }],
    ['delimiter: ";"', file(row(1)).replaceAll(',', ';'), { delimiter: ';' }],
    ['delimiter: "\\t"', file(row(1)).replaceAll(',', '\t'), { delimiter: '\t' }],
  ])('what is missing is named as %s, and that reads the file', async (hint, text, fix) => {
    await expect(readText(text)).rejects.toMatchObject({
      message: expect.stringMatching(/^s\.csv has no column id/) as string,
      mend: expect.stringContaining(hint) as string,
    });
    expect(await products(text, fix)).toEqual(['A']);
  });

  test('lines before the header may have quotes and other widths, and lines keep their numbers', async () => {
    const text = `Report "of\nA;B\n${file(row(1), row(2, 'A', 'x'))}`;
    const { facts, reasons } = await readText(text, { skipLines: 2 });
    expect(facts).toHaveLength(1);
    expect(reasons).toEqual([expect.stringMatching(/^s\.csv:5: unitPrice: "x"/)]);
  });

  test('a first line sep= names the delimiter', async () => {
    expect(await products(`sep=;\r\n${file(row(1)).replaceAll(',', ';')}`)).toEqual(['A']);
    expect(await products(`\uFEFFsep=,\n${file(row(1))}`)).toEqual(['A']);
  });

  test('a name in other letters is pointed at', async () => {
    await expect(readText(file(row(1)).replace('prod', 'Prod'))).rejects.toMatchObject({
      mend: expect.stringContaining('Prod for prod') as string,
    });
  });

  test('a column with a default may be missing from a file', async () => {
    const columns = { ...COLUMNS, country: { column: 'land', default: 'DK' } };
    const files = { 'a.csv': `${HEADER},land\n${row(1)},SE\n${row(2)},\n`, 'b.csv': file(row(3)) };
    const { facts, warnings } = await readText(files, { columns });
    expect(facts.map(({ country }) => country)).toEqual(['SE', 'DK', 'DK']);
    expect(warnings).toEqual(['b.csv has no column land: taken as empty']);
  });
});

describe('JSON lines', () => {
  const line = (more: object) => JSON.stringify({ id: '1', t: '2026-03-01', q: 1, ...more });

  test('a key that no line has is refused as a missing column is', async () => {
    const text = { 's.jsonl': [line({ price: 10, prod: 'A' }), line({ price: 1 })].join('\n') };
    for (const mode of ['snapshot', 'append']) {
      await expect(readText(text, { mode })).rejects.toMatchObject({
        message: 's.jsonl has no line with the key p; its first line has: id, t, q, price, prod',
        mend: expect.stringContaining('default') as string,
      });
    }
    expect(await checkText(text)).toMatchObject([{ level: 'error' }]);
  });

  test('a key may be missing from some lines, or from all where it has a default', async () => {
    const lines = [line({ p: 1 }), line({ id: '2', p: 2, prod: 'B' })].join('\r\n');
    const { facts } = await readText({ 's.jsonl': lines });
    expect(facts.map(({ product }) => product)).toEqual([undefined, 'B']);
    const columns = { ...COLUMNS, country: { column: 'address.country', default: 'DK' } };
    const filled = await readText({ 's.jsonl': lines }, { columns });
    expect(filled.facts.map(({ country }) => country)).toEqual(['DK', 'DK']);
  });

  test('a key of an optional field that no line has is a warning', async () => {
    const lines = [line({ p: 1 }), line({ id: '2', p: 2 })].join('\n');
    const { facts, warnings } = await readText({ 's.jsonl': lines });
    expect(facts).toHaveLength(2);
    expect(warnings).toEqual(['s.jsonl has no column prod: taken as empty']);
  });

  test('lines that never name a currency are in the connection’s; where some do, all must', async () => {
    const columns = { ...COLUMNS, currency: 'cur' };
    const never = [line({ p: 1 }), line({ id: '2', p: 2 })].join('\n');
    const { facts } = await readText({ 's.jsonl': never }, { columns });
    expect(facts).toMatchObject([{ currency: 'DKK' }, { currency: 'DKK' }]);
    const some = [line({ p: 1, cur: 'USD' }), line({ id: '2', p: 2 })].join('\n');
    const read = await readText({ 's.jsonl': some }, { columns });
    expect(read.facts).toMatchObject([{ currency: 'USD' }]);
    expect(read.reasons).toEqual([expect.stringContaining('currency')]);
  });

  test('of the amounts of a sale one key is enough', async () => {
    const columns = { ...COLUMNS, gross: 'g', returned: 'r', shipping: 's' };
    const { facts } = await readText({ 's.jsonl': line({ g: 5, prod: 'A' }) }, { columns });
    expect(facts).toMatchObject([{ gross: '5' }]);
    await expect(
      readText({ 's.jsonl': line({ x: 5, prod: 'A' }) }, { columns }),
    ).rejects.toMatchObject({ message: expect.stringContaining('no line with the key') as string });
  });

  test.each(['[{"id":"1"}]', '[\n{"id":"1","t":"2026-03-01"},\n{"id":"2"}\n]'])(
    'an array is named, with what makes lines of it',
    async (array) => {
      await expect(readText({ 's.jsonl': array })).rejects.toMatchObject({
        message: expect.stringMatching(/^s\.jsonl:1: is (no JSON object|not JSON)/) as string,
        mend: expect.stringContaining('jq -c') as string,
      });
    },
  );

  test('a line that is no object says what a line must be', async () => {
    const { reasons } = await readText({ 's.jsonl': `${line({ p: 1, prod: 'A' })}\n[{}]\n{"id":` });
    expect(reasons).toEqual([
      expect.stringMatching(/^s\.jsonl:2: is no JSON object: each line is one object/),
      expect.stringMatching(/^s\.jsonl:3: is not JSON: .*each line is one object/),
    ]);
  });
});

/** Text in UTF-16 with the high byte first. */
function bigEndian(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

describe('encodings', () => {
  const text = file(row(1, 'Rødvin'), row(2, 'Smørrebrød'));
  const both = ['Rødvin', 'Smørrebrød'];
  const json = '{"id":"1","t":"2026-03-01","q":1,"p":2,"prod":"Rødvin"}\n';

  test.each<[string, Uint8Array, object]>([
    ['UTF-8 with mark', Buffer.from(`\uFEFF${text}`), {}],
    ['UTF-16 LE with mark', Buffer.from(`\uFEFF${text}`, 'utf16le'), {}],
    ['UTF-16 BE with mark', bigEndian(`\uFEFF${text}`), {}],
    ['UTF-16 LE', Buffer.from(text, 'utf16le'), {}],
    ['UTF-16 BE', bigEndian(text), {}],
    ['UTF-16 LE, said', Buffer.from(text, 'utf16le'), { encoding: 'utf-16le' }],
    ['windows-1252', Buffer.from(text, 'latin1'), { encoding: 'windows-1252' }],
    ['latin1', Buffer.from(text, 'latin1'), { encoding: 'latin1' }],
    ['a mark against what is said', Buffer.from(`\uFEFF${text}`), { encoding: 'latin1' }],
    ['gzip', gzipSync(Buffer.from(`\uFEFF${text}`, 'utf16le')), {}],
  ])('%s', async (_name, bytes, more) => {
    expect(await products(bytes, more)).toEqual(both);
  });

  test('windows-1252 has the euro, and other labels are known', async () => {
    const bytes = Buffer.from(file(row(1, 'E')), 'latin1');
    bytes[bytes.indexOf('E\n')] = 0x80;
    expect(await products(bytes, { encoding: 'windows-1252' })).toEqual(['€']);
    const cyrillic = Buffer.concat([
      Buffer.from(file(row(1, ''))).subarray(0, -1),
      Buffer.of(0xc4),
    ]);
    expect(await products(cyrillic, { encoding: 'windows-1251' })).toEqual(['Д']);
    await expect(products(bytes, { encoding: 'utf9' })).rejects.toThrow(/is no encoding/);
  });

  test.each(['utf16le', 'be'])('JSON lines in UTF-16 (%s)', async (order) => {
    const whole = order === 'be' ? bigEndian(`\uFEFF${json}`) : Buffer.from(json, 'utf16le');
    expect((await readText({ 's.jsonl': whole })).facts).toMatchObject([{ product: 'Rødvin' }]);
  });

  test('bytes that are no UTF-8 are refused at their line, near and far', async () => {
    const refused = (bytes: Uint8Array, name = 's.csv') =>
      expect(readText({ [name]: bytes })).rejects.toMatchObject({
        mend: expect.stringContaining('encoding: windows-1252') as string,
      });
    await refused(Buffer.from(text, 'latin1'));
    await refused(Buffer.from(json, 'latin1'), 's.jsonl');
    const lines = Array.from({ length: 20_000 }, (_, n) => row(n, 'Æble'));
    const far = Buffer.concat([
      Buffer.from(file(...lines)),
      Buffer.from(`${row(1, 'Rødvin')}\n`, 'latin1'),
    ]);
    await refused(far);
    await expect(readText(far)).rejects.toThrow(/^s\.csv:20002: has bytes that are no UTF-8 text/);
    // A sequence that the end of the file cuts.
    await refused(Buffer.from(text).subarray(0, -3));
  });

  test('UTF-8 that is said to be something else is refused, not turned into other letters', async () => {
    await expect(readText(text, { encoding: 'latin1' })).rejects.toMatchObject({
      message: expect.stringMatching(/^s\.csv is UTF-8, and would give other letters/) as string,
      mend: expect.stringContaining('utf-8') as string,
    });
    expect(await products(file(row(1)), { encoding: 'latin1' })).toEqual(['A']);
  });

  test('what an encoding can’t have is refused, not replaced', async () => {
    const odd = Buffer.concat([Buffer.from(`\uFEFF${text}`, 'utf16le'), Buffer.of(0x31)]);
    await expect(readText(odd)).rejects.toThrow(/no utf-16le text/);
  });
});

describe('files that are no text of rows', () => {
  const zip = Buffer.from('504b0304140000000800', 'hex');
  test.each<[string, Uint8Array, RegExp]>([
    ['zip', Buffer.concat([zip, Buffer.from('data.csv and more')]), /ZIP archive/],
    ['xlsx', Buffer.concat([zip, Buffer.from('[Content_Types].xml')]), /Excel workbook \(XLSX\)/],
    ['xls', Buffer.from('d0cf11e0a1b11ae1000000', 'hex'), /XLS/],
    ['parquet', Buffer.from('PAR1\u0015\u0004'), /Parquet/],
    ['zstd', Buffer.from('28b52ffd2400', 'hex'), /zstd/],
    ['bzip2', Buffer.from('BZh91AY'), /bzip2/],
    ['gzip twice', gzipSync(gzipSync('id')), /gzip twice/],
    ['html', Buffer.from('\n <!DOCTYPE html><html><body>Log in'), /HTML page/],
    ['html table', Buffer.from('<table><tr><td>id'), /HTML page/],
    ['xml', Buffer.from('<?xml version="1.0"?><rows/>'), /XML/],
    ['pdf', Buffer.from('%PDF-1.7'), /PDF/],
    ['binary', Buffer.from([1, 2, 0, 3, 0, 0, 0, 0, 9, 9, 9, 9, 9, 9, 9, 9]), /zero bytes/],
  ])('%s is named', async (_name, bytes, says) => {
    for (const name of ['s.csv', 's.jsonl']) {
      await expect(readText({ [name]: bytes })).rejects.toMatchObject({
        message: expect.stringMatching(says) as string,
        mend: expect.stringMatching(/./) as string,
      });
    }
  });
});

test('a text that is too long is cut, never within a character, and its money counts', async () => {
  const { facts, reasons, warnings } = await readText(
    file(row(1, 'x'.repeat(2_000)), row(2, `${'y'.repeat(511)}😀`), row(3, 'z'.repeat(2 << 20))),
  );
  expect(reasons).toEqual([]);
  expect(facts.map(({ product }) => String(product).length)).toEqual([512, 511, 512]);
  expect(facts.map(({ gross }) => gross)).toEqual(['10', '10', '10']);
  expect(warnings).toEqual(['s.csv: 3 texts longer than 512 characters cut']);
});

test('an id that is too long is refused: cut it could be another', async () => {
  const { reasons } = await readText(file(`${'1'.repeat(600)},2026-03-01,1,1,A`));
  expect(reasons).toEqual([expect.stringMatching(/id: is longer than 500 characters/)]);
});

test('a check maps the first rows', async () => {
  expect(await checkText(file(row(1)))).toMatchObject([
    { level: 'ok', message: expect.stringContaining('the first 1 rows can be read') as string },
  ]);
  expect(await checkText(file(row(1), row(2, 'A', 'x')))).toMatchObject([
    { level: 'warning', message: expect.stringContaining('1 of the first 2 rows') as string },
  ]);
  expect(await checkText(file(row(2, 'A', 'x')))).toMatchObject([
    { level: 'error', message: expect.stringContaining('s.csv:2: unitPrice: "x"') as string },
  ]);
});
