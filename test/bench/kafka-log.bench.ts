import { setTimeout as sleep } from 'node:timers/promises';
import { openKafkaLog } from '../../pipeline/log/kafka/kafka-log.ts';
import type { Log, LogRecord } from '../../pipeline/log/log.ts';
import { startBroker } from '../kafka/broker.ts';

/** Rates and CPU of the Kafka log in this process, and what it costs when nothing happens. */
const RECORDS = 400_000;
const BATCH = 10_000;
const BYTES = 510;
const IDLE_MS = 30_000;

function valueOf(n: number): string {
  const fact = {
    source: 'shop',
    stream: 'orders',
    id: `gid://shop/Order/${5_000_000_000 + n}`,
    version: 1_700_000_000_000 + n * 977,
    occurredAt: 1_700_000_000_000 + ((n * 7_919) % 31_536_000_000),
    country: ['DK', 'DE', 'SE', 'NO'][n % 4],
    channel: ['web', 'pos', 'app'][n % 3],
    sku: `SKU-${(n * 31) % 9_973}`,
    gross: String((n * 37) % 100_000),
    customer: Buffer.from(String(n * 2_654_435_761)).toString('hex'),
  };
  return JSON.stringify({ ...fact, note: '' }).padEnd(BYTES, 'lorem ipsum dolor sit amet ');
}

const RECORDS_MADE: readonly LogRecord[] = Array.from({ length: RECORDS }, (_, n) => ({
  key: `shop/orders/${n}`,
  value: valueOf(n),
  headers: { schema: '1.0' },
}));

async function measure(what: string, work: () => Promise<void>): Promise<void> {
  const start = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  const rate = Math.round(RECORDS / ((performance.now() - start) / 1_000)).toLocaleString('en');
  const cpu = ((user + system) / RECORDS).toFixed(1);
  console.log(`${what}: ${rate} records/s of ${BYTES} bytes, ${cpu} CPU s a million`);
}

async function append(log: Log): Promise<void> {
  for (let i = 0; i < RECORDS; i += BATCH) {
    await log.append('facts', RECORDS_MADE.slice(i, i + BATCH));
  }
}

async function consume(log: Log, group: string): Promise<void> {
  let seen = 0;
  const all = Promise.withResolvers<void>();
  const consumer = await log.consume({
    group,
    topics: ['facts'],
    maxRecords: BATCH,
    handler: async ({ records }) => {
      seen += records.length;
      if (seen === RECORDS) all.resolve();
    },
  });
  await Promise.race([all.promise, consumer.done]);
  await consumer.stop();
}

async function idle(log: Log): Promise<void> {
  const handler = (): Promise<void> => Promise.resolve();
  for (const group of ['idle-1', 'idle-2']) {
    await log.consume({ group, topics: ['facts'], maxRecords: BATCH, handler });
  }
  await log.latestByKey('cursors');
  await sleep(3_000);
  const before = process.cpuUsage();
  await sleep(IDLE_MS);
  const { user, system } = process.cpuUsage(before);
  const percent = ((user + system) / IDLE_MS / 10).toFixed(2);
  console.log(`idle, two consumers and the latest values of a topic: ${percent} % of a core`);
}

const broker = await startBroker();
try {
  const options = { brokers: broker.brokers, clientId: 'bench', prefix: '', replication: 1 };
  const log = await openKafkaLog({ ...options, retentionMs: 3_600_000 });
  await log.createTopics([
    { name: 'facts', partitions: 12, cleanup: 'delete' },
    { name: 'cursors', partitions: 1, cleanup: 'compact' },
  ]);
  await measure('append', () => append(log));
  for (const group of ['first', 'second', 'third']) {
    await measure('consume', () => consume(log, group));
  }
  await log.close();
  const quiet = await openKafkaLog({ ...options, retentionMs: 3_600_000 });
  for (const group of ['idle-1', 'idle-2']) await consume(quiet, group);
  await idle(quiet);
  await quiet.close();
} finally {
  await broker.dispose();
}
