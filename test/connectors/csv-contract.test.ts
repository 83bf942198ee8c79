import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll } from 'vitest';
import type { Connector } from '../../connectors/connector.ts';
import { csv } from '../../connectors/csv/csv.ts';
import { connectorContract } from '../contract/connector.ts';

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

connectorContract({
  ...given,
  name: 'csv, a gzip file as a snapshot',
  config: { ...sale, path: 'sales.csv.gz' },
  unreadable: [missing],
});
connectorContract({
  ...given,
  name: 'csv, a glob as a snapshot',
  config: { ...sale, path: 'a*.csv' },
  unreadable: [{ config: { ...sale, path: 'z*.csv' }, says: /no file matches/ }],
});
connectorContract({
  ...given,
  name: 'csv, files that append, without id columns',
  config: { fact: 'sale', columns, path: 'a?.csv', mode: 'append' },
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
