import { rmSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Cursor } from '../../../connectors/connector.ts';
import { csv } from '../../../connectors/csv/csv.ts';
import { sourceContext } from '../../../pipeline/sync/source-context.ts';
import { COLUMNS } from '../../support/read-text.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'goalstream-files-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: string | Uint8Array) =>
  writeFileSync(join(folder, name), content);
const sale = (id: number) => `id,t,q,p,prod\n${id},2026-03-01,1,10,A\n`;

/** Reads what is new; with the error that the reading ended with. */
async function read(cursor: Cursor | undefined) {
  const own = { path: '*.csv', fact: 'sale', mode: 'append', columns: COLUMNS };
  const config = csv.config.parse(own);
  const business = { timezone: 'Europe/Copenhagen', currency: 'DKK' };
  const surroundings = {
    connection: 'c',
    business,
    baseDir: folder,
    dataDir: folder,
    now: Date.now,
  };
  const context = sourceContext(surroundings, new AbortController().signal);
  const ids: string[] = [];
  let last = cursor;
  try {
    for await (const page of csv.read(config, { name: 'sale', fact: 'sale' }, cursor, context)) {
      ids.push(...page.records.map(({ fact }) => fact.id));
      last = page.cursor;
    }
  } catch (error) {
    return { ids, cursor: last, error };
  }
  return { ids, cursor: last, error: undefined };
}

test('of files that append, those that can’t be read leave the others as they are', async () => {
  write('a.csv', sale(1));
  write('b.csv', Buffer.from('PK\u0003\u0004 an archive'));
  write('c.csv', sale(3));
  write('d.csv', 'x,y\n1,2\n');
  write('e.csv', sale(5));
  const first = await read(undefined);
  expect(first.ids).toEqual(['1', '3', '5']);
  expect(first.error).toMatchObject({
    name: 'SourceError',
    message: expect.stringMatching(
      /^2 of 5 files could not be read, the others were: b\.csv is a ZIP archive.*; d\.csv has no column/,
    ) as string,
  });

  // What was left out is tried again, and nothing twice.
  write('b.csv', sale(2));
  const second = await read(first.cursor);
  expect(second.ids).toEqual(['2']);
  expect(second.error).toMatchObject({
    message: expect.stringMatching(/^1 of 5 files could not be read/) as string,
  });
  write('d.csv', sale(4));
  const third = await read(second.cursor);
  expect(third).toMatchObject({ ids: ['4'], error: undefined });
});
