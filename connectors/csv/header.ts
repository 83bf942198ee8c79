import { SourceError } from '../connector.ts';
import { columnsOf } from './columns.ts';
import type { CsvConfig } from './config.ts';
import type { RawRow } from './row.ts';

const DELIMITERS = [',', ';', '\t', '|'];
/** Rows below the first in which the header is looked for. */
const LOOK = 50;

/**
 * The names of a CSV file's columns, by its first rows.
 * @throws SourceError where a column of the configuration is missing or there twice, saying what to
 * change.
 */
export function headerOf(
  rows: readonly RawRow[],
  config: CsvConfig,
  file: string,
): readonly string[] {
  const names = namesIn(rows[0]);
  const wanted = columnsOf(config);
  const twice = wanted.find(({ name }) => names.indexOf(name) !== names.lastIndexOf(name));
  if (twice !== undefined) throw ambiguous(twice.name, names, file);
  const missing = wanted.filter(({ name, optional }) => !optional && !names.includes(name));
  if (missing.length === 0) return names;
  const list = missing.map(({ name }) => name);
  throw new SourceError(
    `${file} has no column ${list.join(', ')}; its header is: ${names.join(', ').slice(0, 1000)}`,
    { retry: false, mend: hintFor(list, rows, config) },
  );
}

function namesIn(row: RawRow | undefined): readonly string[] {
  return ((row?.cells ?? []) as readonly string[]).map((name) => name.trim());
}

function ambiguous(name: string, names: readonly string[], file: string): SourceError {
  const places = names.flatMap((each, n) => (each === name ? [n + 1] : []));
  return new SourceError(
    `${file} has the column ${name} ${places.length} times in its header (columns ${places.join(' and ')})`,
    { retry: false, mend: 'Give each column that is used a name of its own in the file.' },
  );
}

function hintFor(
  missing: readonly string[],
  [first, ...below]: readonly RawRow[],
  config: CsvConfig,
): string {
  const needed = columnsOf(config)
    .filter(({ optional }) => !optional)
    .map(({ name }) => name);
  const has = (names: readonly string[]) => needed.every((name) => names.includes(name));
  const found = below.slice(0, LOOK).find((row) => has(namesIn(row)));
  if (found !== undefined) {
    const lines = found.line - 1;
    const mark = /^[#%*!]+|^\/\//.exec(namesIn(first)[0] ?? '')?.[0];
    const other = mark === undefined ? '' : `, or \`comment: "${mark}"\``;
    return `Line ${found.line} has those columns: say \`skipLines: ${lines}\`${other}.`;
  }
  const text = namesIn(first).join(config.delimiter ?? ',');
  const delimiter = DELIMITERS.find((mark) => has(text.split(mark).map((name) => name.trim())));
  if (delimiter !== undefined) {
    return `The header is delimited otherwise: say \`delimiter: ${JSON.stringify(delimiter)}\`.`;
  }
  if (/^[[{]/.test(text)) return 'It seems to be JSON: say `format: jsonl` (one object a line).';
  const near = missing.flatMap((name) => {
    const same = namesIn(first).find((each) => each.toLowerCase() === name.toLowerCase());
    return same === undefined ? [] : [`${same} for ${name}`];
  });
  const meant = near.length === 0 ? '' : ` (${near.join(', ')}?)`;
  return `Name columns of that header under \`columns\`${meant}, give a column that only some files have a \`default\`, or correct \`delimiter\`; where lines stand before the header, say how many (\`skipLines\`).`;
}
