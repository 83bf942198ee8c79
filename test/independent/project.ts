import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Goal } from './goals.ts';
import type { Random } from './random.ts';
import type { Shop } from './shop.ts';

interface Connection {
  readonly name: string;
  readonly fact: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly rows: readonly object[];
}

/** Writes the shop as files and a project that reads them. Rows come in random order. */
export async function writeProject(folder: string, shop: Shop, random: Random): Promise<void> {
  await mkdir(join(folder, 'files'), { recursive: true });
  await mkdir(join(folder, 'goals'), { recursive: true });
  const connections = connectionsOf(shop);
  for (const { name, rows } of connections) {
    const lines = rows
      .map((row) => JSON.stringify(row))
      .toSorted(() => (random.chance(0.5) ? 1 : -1));
    await writeFile(
      join(folder, 'files', `${name}.jsonl`),
      lines.map((line) => `${line}\n`).join(''),
    );
  }
  const project = {
    business: { name: 'Random', timezone: shop.zone, currency: 'DKK' },
    server: { port: 0 },
    connections: Object.fromEntries(
      connections.map(({ name, fact, columns }) => [
        name,
        { connector: 'csv', path: `files/${name}.jsonl`, fact, timezone: 'UTC', columns },
      ]),
    ),
    goals: ['goals'],
  };
  await writeFile(join(folder, 'goalstream.yaml'), JSON.stringify(project));
}

export async function writeGoals(folder: string, goals: readonly Goal[]): Promise<void> {
  const file = { owners: [{ id: 'anna', name: 'Anna Holm' }], goals };
  await writeFile(join(folder, 'goals', 'goals.yaml'), JSON.stringify(file));
}

const PLACE = { country: 'country', channel: 'channel', sku: 'sku' };

function connectionsOf(shop: Shop): readonly Connection[] {
  const iso = (at: number | undefined): string | undefined =>
    at === undefined ? undefined : new Date(at).toISOString();
  const sales = shop.sales.map(({ at, ...row }) => ({ ...row, at: iso(at) }));
  const saleColumns = {
    id: 'id',
    occurredAt: 'at',
    orderId: 'order',
    line: 'line',
    kind: 'kind',
    quantity: 'quantity',
    gross: 'gross',
    discount: 'discount',
    returned: 'returned',
    tax: 'tax',
    shipping: 'shipping',
    customer: 'customer',
    firstOrder: 'isFirst',
    ...PLACE,
  };
  const connections: Connection[] = [
    ...['web', 'pos'].map((name) => ({
      name,
      fact: 'sale',
      columns: saleColumns,
      rows: sales.filter(({ from }) => from === name),
    })),
    {
      name: 'visits',
      fact: 'traffic',
      columns: {
        id: 'id',
        day: 'day',
        channel: 'channel',
        sessions: 'sessions',
        addedToCart: 'cart',
        reachedCheckout: 'checkout',
        converted: 'converted',
      },
      rows: shop.traffic,
    },
    {
      name: 'answers',
      fact: 'feedback',
      columns: {
        id: 'id',
        occurredAt: 'at',
        kind: 'kind',
        score: 'score',
        scaleMin: 'min',
        scaleMax: 'max',
        country: 'country',
      },
      rows: shop.answers.map(({ at, ...row }) => ({
        ...row,
        min: row.max === 10 ? 0 : 1,
        at: iso(at),
      })),
    },
    ...['web', 'pos'].map((name) => ({
      name: `parcels-${name}`,
      fact: 'shipment',
      columns: {
        id: 'id',
        occurredAt: 'at',
        orderId: 'order',
        orderedAt: 'at',
        promisedAt: 'promised',
        shippedAt: 'shipped',
        deliveredAt: 'delivered',
        country: 'country',
      },
      rows: shop.parcels
        .filter(({ from }) => from === name)
        .map(({ at, promised, shipped, delivered, ...row }) => ({
          ...row,
          at: iso(at),
          promised: iso(promised),
          shipped: iso(shipped),
          delivered: iso(delivered),
        })),
    })),
    ...['web', 'pos'].map((name) => ({
      name: `returns-${name}`,
      fact: 'return',
      columns: {
        id: 'id',
        occurredAt: 'at',
        orderId: 'order',
        quantity: 'quantity',
        country: 'country',
        channel: 'channel',
      },
      rows: shop.returns
        .filter(({ from }) => from === name)
        .map(({ at, ...row }) => ({ ...row, at: iso(at) })),
    })),
  ];
  return connections.filter(({ rows }) => rows.length > 0);
}
