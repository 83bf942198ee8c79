import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openEmbeddedLog } from '../../pipeline/log/embedded/embedded-log.ts';
import type { LogRecord } from '../../pipeline/log/log.ts';

/** Rates of the embedded log, and the same work in plain SQLite in this thread. */
const RECORDS = 400_000;
const BATCH = 5_000;
const READ_BATCH = 10_000;
const VALUE = 'x'.repeat(450);

function recordsOf(from: number): LogRecord[] {
  return Array.from({ length: BATCH }, (_, i) => ({
    key: `shop/orders/${from + i}`,
    value: VALUE,
  }));
}

async function rateOf(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return (RECORDS / (performance.now() - start)) * 1_000;
}

async function embedded(dir: string): Promise<{ append: number; read: number }> {
  const log = await openEmbeddedLog({ dir });
  await log.createTopics([{ name: 'facts', partitions: 6, cleanup: 'delete' }]);
  const append = await rateOf(async () => {
    for (let i = 0; i < RECORDS; i += BATCH) await log.append('facts', recordsOf(i));
  });
  const read = await rateOf(async () => {
    let seen = 0;
    const all = Promise.withResolvers<void>();
    const consumer = await log.consume({
      group: 'bench',
      topics: ['facts'],
      maxRecords: READ_BATCH,
      handler: async ({ records }) => {
        seen += records.length;
        if (seen === RECORDS) all.resolve();
      },
    });
    await Promise.race([all.promise, consumer.done]);
    await consumer.stop();
  });
  await log.close();
  return { append, read };
}

async function plain(dir: string): Promise<{ append: number; read: number }> {
  const db = new DatabaseSync(join(dir, 'plain.db'));
  db.exec('pragma journal_mode = wal; pragma synchronous = full');
  db.exec(
    'create table log(offset integer primary key, key text, value text, headers text, at int)',
  );
  const insert = db.prepare('insert into log values(?, ?, ?, null, ?)');
  const append = await rateOf(() => {
    for (let i = 0; i < RECORDS; i += BATCH) {
      db.exec('begin');
      recordsOf(i).forEach(({ key, value }, n) => insert.run(i + n, key, value, Date.now()));
      db.exec('commit');
    }
  });
  const select = db.prepare('select * from log where offset >= ? order by offset limit ?');
  const read = await rateOf(() => {
    for (let i = 0; i < RECORDS; i += READ_BATCH) select.all(i, READ_BATCH);
  });
  db.close();
  return { append, read };
}

const dir = mkdtempSync(join(tmpdir(), 'log-bench-'));
try {
  const ours = await embedded(dir);
  const base = await plain(dir);
  for (const what of ['append', 'read'] as const) {
    const rate = Math.round(ours[what]).toLocaleString('en');
    const ratio = (ours[what] / base[what]).toFixed(2);
    console.log(`${what}: ${rate} records/s of 450 bytes, ${ratio} × plain SQLite in one thread`);
  }
} finally {
  rmSync(dir, { recursive: true });
}
