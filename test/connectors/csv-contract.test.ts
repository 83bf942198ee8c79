import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll } from 'vitest';
import type { Connector } from '../../connectors/connector.ts';
import { csv } from '../../connectors/csv/csv.ts';
import { connectorContract, type Changing } from '../contract/connector.ts';

const folder = mkdtempSync(join(tmpdir(), 'goalstream-csv-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lines = Array.from({ length: 2_000 }, (_, n) => {
  const price = n % 400 === 7 ? 'dear' : `${n % 90}.50`;
  return `O${Math.floor(n / 3)},S${n % 40},2026-10-25 02:${String(n % 60).padStart(2, '0')},2,${price}`;
});
const text = ['order,sku,time,pieces,price', ...lines, ''].join('\n');
const objects = lines.map((line) => {
  const [order, sku, time, pieces, price] = line.split(',');
  return JSON.stringify({ order, sku, when: { time }, pieces: Number(pieces), price });
});
writeFileSync(join(folder, 'sales.csv.gz'), gzipSync(text));
writeFileSync(join(folder, 'a1.csv'), text);
writeFileSync(join(folder, 'a2.csv'), text.replaceAll('\nO', '\nP'));
writeFileSync(join(folder, 'sales.jsonl'), objects.join('\n'));

const columns = {
  orderId: 'order',
  sku: 'sku',
  occurredAt: 'time',
  quantity: 'pieces',
  unitPrice: 'price',
};
const sale = { fact: 'sale', columns: { ...columns, id: ['order', 'sku'] } };
const given = {
  connector: csv as Connector,
  baseDir: folder,
  now: Date.UTC(2030, 0, 1),
  rejects: 5,
  fields: { sale: ['kind', 'orderId', 'sku', 'quantity', 'currency', 'gross'] },
};
const missing = {
  config: { ...sale, path: 'nowhere.csv' },
  says: /no file matches nowhere\.csv/,
};

/** A file of some rows that is written again with each change. */
async function rewritten(
  name: string,
  config: Record<string, unknown>,
  { write = (rows) => rows.join('\n'), removes = true }: Rewriting = {},
): Promise<Changing> {
  const own = mkdtempSync(join(tmpdir(), 'goalstream-csv-'));
  const header = 'order,sku,time,pieces,price';
  const row = (order: number, price: string) => `O${order},S1,2026-10-25 12:00,2,${price}`;
  // Pages of 500 records, look-alike rows, and one that can't be read.
  let rows = Array.from({ length: 1_200 }, (_, n) => row(n, n === 7 ? 'dear' : '1.50'));
  rows.push(row(3, '1.50'));
  const put = (next: string[]): void => {
    rows = next;
    writeFileSync(join(own, name), write([header, ...rows, '']));
  };
  put(rows);
  const more = [
    { name: 'changing a row', make: () => put(rows.with(600, row(600, '2.50'))) },
    { name: 'a row that can be read now', make: () => put(rows.with(7, row(7, '9.50'))) },
    { name: 'removing a row', make: () => put(rows.toSpliced(900, 1)) },
    { name: 'removing one of two alike', make: () => put(rows.slice(0, -1)) },
    { name: 'removing many rows', make: () => put(rows.slice(0, 700)) },
  ];
  return {
    config: { ...config, path: name },
    baseDir: own,
    changes: [
      { name: 'adding a row', make: () => put([...rows, row(5_000, '3.50')]) },
      ...(removes ? more : []),
    ],
    close: () => rmSync(own, { recursive: true }),
  };
}

interface Rewriting {
  readonly write?: (rows: readonly string[]) => string | Uint8Array;
  /** false: what left the file stays. */
  readonly removes?: boolean;
}

connectorContract({
  ...given,
  name: 'csv, a gzip file as a snapshot',
  config: { ...sale, path: 'sales.csv.gz' },
  changing: () =>
    rewritten('changing.csv.gz', sale, { write: (rows) => gzipSync(rows.join('\n')) }),
  unreadable: [missing],
});
connectorContract({
  ...given,
  name: 'csv, a glob as a snapshot',
  config: { ...sale, path: 'a*.csv' },
  changing: () => rewritten('changing.csv', sale),
  unreadable: [{ config: { ...sale, path: 'z*.csv' }, says: /no file matches/ }],
});
connectorContract({
  ...given,
  name: 'csv, files that append, without id columns',
  config: { fact: 'sale', columns, path: 'a?.csv', mode: 'append' },
  changing: () =>
    rewritten('changing.csv', { fact: 'sale', columns, mode: 'append' }, { removes: false }),
  unreadable: [
    {
      config: {
        fact: 'sale',
        columns: { ...columns, sku: 'colour', staff: 'who' },
        path: 'a?.csv',
      },
      says: /no column colour, who; its header is: order, sku/,
    },
  ],
});
connectorContract({
  ...given,
  name: 'csv, JSON lines',
  config: { ...sale, columns: { ...sale.columns, occurredAt: 'when.time' }, path: 'sales.jsonl' },
});
