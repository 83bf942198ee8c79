import { SourceError } from '../connector.ts';

/** Files that are no text, by their first bytes: what each is, and what to do with it. */
const SIGNATURES: readonly (readonly [bytes: string, is: string, hint: string])[] = [
  ['504b0506', 'an empty ZIP archive', 'Unpack it, and name the file in it.'],
  ['d0cf11e0a1b11ae1', 'an Excel workbook of the old kind (XLS)', 'Save its sheet as CSV.'],
  ['50415231', 'a Parquet file', 'Export it as CSV or JSON lines.'],
  ['4f524300', 'an ORC file', 'Export it as CSV or JSON lines.'],
  ['4f524301', 'an ORC file', 'Export it as CSV or JSON lines.'],
  ['4f626a01', 'an Avro file', 'Export it as CSV or JSON lines.'],
  ['4152524f5731', 'an Arrow file', 'Export it as CSV or JSON lines.'],
  ['53514c69746520666f726d6174', 'an SQLite database', 'Export its table as CSV.'],
  ['28b52ffd', 'packed by zstd', 'Unpack it, or pack it by gzip.'],
  ['1f8b', 'packed by gzip twice', 'Unpack it once.'],
  ['1f9d', 'packed by compress (.Z)', 'Unpack it, or pack it by gzip.'],
  ['425a68', 'packed by bzip2', 'Unpack it, or pack it by gzip.'],
  ['fd377a585a00', 'packed by xz', 'Unpack it, or pack it by gzip.'],
  ['04224d18', 'packed by lz4', 'Unpack it, or pack it by gzip.'],
  ['377abcaf271c', 'a 7-Zip archive', 'Unpack it, and name the file in it.'],
  ['526172211a07', 'a RAR archive', 'Unpack it, and name the file in it.'],
  ['255044462d', 'a PDF document', 'Export the data as CSV.'],
  ['7b5c727466', 'an RTF document', 'Save it as plain text (CSV).'],
];
const ZIP = '504b0304';
const TAR_AT = 257;
const HTML = /^\s*<(!doctype html|html|head|body|table|meta|script)\b/i;
const XML = /^\s*<\?xml/i;

/** Bytes that tell what a file is. */
export const HEAD_BYTES = 4_096;

/** Throws SourceError where the first bytes of a file (unpacked) show that it is no text of rows. */
export function refuseOtherKinds(head: Uint8Array, name: string): void {
  const found = kindOf(Buffer.from(head));
  if (found === undefined) return;
  const [is, hint] = found;
  throw new SourceError(`${name} is ${is}, not CSV or JSON lines. Nothing was deleted.`, {
    retry: false,
    mend: hint,
  });
}

function kindOf(head: Buffer): readonly [is: string, hint: string] | undefined {
  const hex = head.toString('hex', 0, 16);
  if (hex.startsWith(ZIP)) return zipKind(head.toString('latin1'));
  for (const [bytes, is, hint] of SIGNATURES) if (hex.startsWith(bytes)) return [is, hint];
  if (head.toString('latin1', TAR_AT, TAR_AT + 5) === 'ustar') {
    return ['a tar archive', 'Unpack it, and name the file in it.'];
  }
  const text = head.toString('utf8').replace(/^\uFEFF/, '');
  if (HTML.test(text)) {
    return [
      'an HTML page, such as a page to log in or an error',
      'Open it to see what it says, and download the data again; an Excel export in HTML is to be saved as CSV.',
    ];
  }
  return XML.test(text) ? ['an XML document', 'Export the data as CSV or JSON lines.'] : undefined;
}

function zipKind(text: string): readonly [is: string, hint: string] {
  if (/\[Content_Types\]\.xml|xl\/|docProps\/|_rels\//.test(text)) {
    return ['an Excel workbook (XLSX)', 'Save its sheet as CSV.'];
  }
  if (text.includes('opendocument.spreadsheet')) {
    return ['a spreadsheet (ODS)', 'Save its sheet as CSV.'];
  }
  return [
    'a ZIP archive (or an Excel workbook)',
    'Unpack it and name the file in it; save the sheet of a workbook as CSV.',
  ];
}
