import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createShop } from '../../connectors/sandbox/shopify/shop/shop.ts';
import { startStandIn } from '../../connectors/sandbox/shopify/stand-in.ts';
import { STANDARD_PLAN } from '../../connectors/sandbox/shopify/options.ts';
import { shopify } from '../../connectors/shopify/shopify.ts';
import { openEmbeddedLog } from '../../pipeline/log/embedded/embedded-log.ts';
import { openCursors } from '../../pipeline/sync/cursors.ts';
import { runSync } from '../../pipeline/sync/runner.ts';
import { openSnapshotIndex } from '../../pipeline/sync/snapshot-index.ts';
import { addDays } from '../../schemas/calendar.ts';
import { FACT_TYPES, factTopic } from '../../schemas/facts.ts';
import { memoryVault } from '../support/memory-vault.ts';

/**
 * A whole shop from the stand-in (in a process of its own) into the embedded log: by bulk operations,
 * then a small one page by page under the standard plan's 100 points/s.
 * `node test/bench/shopify.bench.ts [orders in bulk] [orders by pages]`
 */
const NOW = Date.parse('2026-11-24T12:00:00Z');
const DAYS = 365;
const TOKEN = 'shpat_bench';

interface StandInStats {
  readonly orders: number;
  readonly requests: Readonly<Record<string, number>>;
  readonly throttled: number;
  readonly mostBulkAtOnce: number;
  readonly points: { readonly spent: number; readonly allowed: number };
}

interface Asked {
  readonly ordersPerDay: number;
  readonly days: number;
}

async function serve({ ordersPerDay, days }: Asked): Promise<void> {
  const firstDay = addDays('2026-11-24', 1 - days);
  const shop = createShop({ seed: 'bench', ordersPerDay, firstDay });
  const standIn = await startStandIn({
    shop,
    now: () => NOW,
    apps: [
      {
        clientId: 'bench',
        clientSecret: 'bench',
        accessToken: TOKEN,
        scopes: [
          'read_orders',
          'read_all_orders',
          'read_customers',
          'read_products',
          'read_locations',
          'read_users',
        ],
      },
    ],
    plan: STANDARD_PLAN,
    bulk: { shuffle: 1_000 },
  });
  const orders = shop.search({}, NOW).length;
  process.on('message', () => process.send?.({ ...standIn.stats(), orders }));
  process.send?.(standIn.url);
}

async function askStats(child: ChildProcess): Promise<StandInStats> {
  const answer = once(child, 'message');
  child.send('stats');
  const [stats] = (await answer) as [StandInStats];
  return stats;
}

async function pull(endpoint: string, folder: string) {
  const log = await openEmbeddedLog({ dir: folder });
  const compacted = { partitions: 6, cleanup: 'compact' as const };
  await log.createTopics([
    ...FACT_TYPES.map((type) => ({ name: factTopic(type), ...compacted })),
    { name: 'cursors', ...compacted, partitions: 1 },
    { name: 'dead-letters', partitions: 1, cleanup: 'delete' },
  ]);
  const snapshots = openSnapshotIndex(join(folder, 'snapshots.db'));
  const config = { shop: 'skovby-friluft.myshopify.com', accessToken: TOKEN, endpoint };
  const result = await runSync({
    connection: {
      name: 'bench',
      connector: shopify,
      config: shopify.config.parse({ ...config, streams: ['sales'] }),
    },
    log,
    snapshots,
    cursors: await openCursors(log),
    context: {
      connection: 'bench',
      timezone: 'Europe/Copenhagen',
      currency: 'DKK',
      baseDir: folder,
      now: () => NOW,
      customerKey: (id) => id,
      vault: memoryVault(),
    },
    signal: new AbortController().signal,
  });
  snapshots.close();
  await log.close();
  return result.streams[0];
}

async function measure(name: string, asked: Asked): Promise<void> {
  const child = fork(new URL(import.meta.url), ['stand-in', JSON.stringify(asked)]);
  const folder = mkdtempSync(join(tmpdir(), 'shopify-bench-'));
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 50);
  try {
    const [url] = (await once(child, 'message')) as [string];
    const before = process.memoryUsage.rss();
    const began = performance.now();
    const stream = await pull(url, folder);
    const seconds = (performance.now() - began) / 1_000;
    report(name, { seconds, before, peak, stream, stats: await askStats(child) });
  } finally {
    clearInterval(watch);
    child.kill();
    rmSync(folder, { recursive: true });
  }
}

interface Measured {
  readonly seconds: number;
  readonly before: number;
  readonly peak: number;
  readonly stream: Awaited<ReturnType<typeof pull>>;
  readonly stats: StandInStats;
}

function report(name: string, { seconds, before, peak, stream, stats }: Measured): void {
  const megabytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`;
  const { spent, allowed } = stats.points;
  const facts = stream?.counts.appended ?? 0;
  const rate = Math.round(facts / seconds).toLocaleString('en');
  const { orders } = stats;
  console.log(
    `${name}: ${stream?.state}, ${orders} orders and ${facts.toLocaleString('en')} facts in ${seconds.toFixed(1)} s: ${Math.round(orders / seconds)} orders/s, ${rate} facts/s`,
  );
  console.log(`  memory: ${megabytes(before)} before, ${megabytes(peak)} at most`);
  console.log(`  requests: ${JSON.stringify(stats.requests)}, ${stats.throttled} throttled`);
  console.log(
    `  points: ${Math.round(spent)} of ${Math.round(allowed)} (${((spent / allowed) * 100).toFixed(1)} %); ${stats.mostBulkAtOnce} bulk operations at once`,
  );
}

const [kind, text] = process.argv.slice(2);
if (kind === 'stand-in') await serve(JSON.parse(text ?? '') as Asked);
else {
  const inBulk = Number(kind ?? 200_000);
  await measure('in bulk', { ordersPerDay: inBulk / DAYS, days: DAYS });
  await measure('page by page', { ordersPerDay: Number(text ?? 130) / 12, days: 12 });
}
