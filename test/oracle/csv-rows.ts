import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

/**
 * The rows of a gzipped CSV file by column name, one at a time. Written for the tests alone, so
 * that nothing they expect comes from the project's own reader. No record may span lines.
 * @throws Error where a row has not as many cells as the header.
 */
export async function* csvRows(path: string): AsyncGenerator<Readonly<Record<string, string>>> {
  const lines = createInterface({ input: createReadStream(path).pipe(createGunzip()) });
  let header: readonly string[] | undefined;
  let number = 0;
  for await (const line of lines) {
    number += 1;
    const cells = cellsOf(line);
    if (header === undefined) {
      header = cells;
      continue;
    }
    if (cells.length !== header.length) throw new Error(`${path}:${number} has ${cells.length}`);
    yield Object.fromEntries(header.map((name, index) => [name, cells[index] ?? '']));
  }
}

function cellsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  const cells: string[] = [];
  const pattern = /(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/gy;
  while (pattern.lastIndex < line.length) {
    const match = pattern.exec(line);
    if (match === null) throw new Error(`can't read: ${line}`);
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
  }
  if (line.endsWith(',')) cells.push('');
  return cells;
}
