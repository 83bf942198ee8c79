import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { checkData, lastCheck, type NightlyParts } from '../../pipeline/app/nightly.ts';
import { settle } from '../../pipeline/app/settle.ts';
import type { Project } from '../../pipeline/config/load-project.ts';
import { Agreed } from '../../pipeline/goals/agreed.ts';
import { readDamage } from '../../pipeline/integrity/damage.ts';
import { Seals } from '../../pipeline/integrity/seals.ts';
import { startProcessor, type Processor } from '../../pipeline/processor/processor.ts';
import { agreedRules } from '../../pipeline/processor/rule-set.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { EMBEDDED_PARTITIONS, topicsWith } from '../../pipeline/topics.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { testEngine, type TestEngine } from '../support/engine.ts';
import { MemoryLog } from '../support/memory-log.ts';
import { wholeFacts } from '../support/whole-facts.ts';

const AT = Date.UTC(2024, 5, 1);

let engine: TestEngine;
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'goalstream-nightly-'));
  engine = await testEngine();
});
afterAll(async () => {
  await engine.stop();
  await rm(dataDir, { recursive: true });
});

let store: Store;
let log: MemoryLog;
let parts: NightlyParts;
let processor: Processor;
const errors: string[] = [];
beforeEach(async () => {
  errors.length = 0;
  store = await engine.freshStore();
  log = new MemoryLog();
  await log.createTopics(topicsWith(EMBEDDED_PARTITIONS));
  const agreed = new Agreed(log);
  const seals = new Seals({ store, log, embedded: true, now: () => AT });
  const business = { name: 'T', timezone: 'Europe/Copenhagen', currency: 'DKK', locale: 'da-DK' };
  const project = { dataDir, config: { business }, connections: [], metrics } as unknown as Project;
  const keep = (_: unknown, text?: string) => void errors.push(text ?? '');
  const logger = { error: keep, warn: keep } as unknown as NightlyParts['logger'];
  parts = { project, store, log, agreed, seals, logger };
  const rules = agreedRules(agreed, metrics);
  processor = await startProcessor({
    store,
    log,
    rules,
    seals,
    currency: 'DKK',
    stages: ['attribute', 'aggregate'],
    factsPerBatch: 1_000,
    now: () => AT,
  });
  const facts = ['1', '2', '3', '4'].map((id) => ({
    ...wholeFacts.sale,
    id,
    kind: 'line',
    currency: 'DKK',
    day: `2024-03-0${id}`,
    gross: '10',
  }));
  await log.append(
    'facts.sale',
    facts.map((fact) => ({ key: fact.id, value: JSON.stringify(fact) })),
  );
  await settle(log);
});
afterEach(() => processor.stop());

function check() {
  return checkData(parts, () => AT, new AbortController().signal, 0);
}

function gross(): Promise<{ day: string; value: string }[]> {
  return store.query(
    `SELECT toString(day) AS day, toString(value) AS value FROM goal_daily FINAL
     WHERE part = 'gross_sales' AND facts > 0 ORDER BY day`,
  );
}

test('data that is whole is left as it is', async () => {
  expect(await check()).toEqual({ at: AT, differences: 0, recounted: 0 });
  expect(await lastCheck(log)).toEqual({ at: AT, differences: 0, recounted: 0 });
  expect(errors).toEqual([]);
});

test('figures that differ from the facts are made again, and it is said', async () => {
  const before = await gross();
  expect(before).toHaveLength(4);
  await store.command(
    `INSERT INTO goal_daily (goal, part, day, value, facts, uniq, version)
     SELECT goal, part, day, value + 1, facts, uniq, version + 1 FROM goal_daily FINAL
     WHERE part = 'gross_sales' AND day = '2024-03-02'`,
  );
  expect(await gross()).not.toEqual(before);
  const { differences, recounted } = await check();
  expect([differences, recounted > 0]).toEqual([0, true]);
  expect(await gross()).toEqual(before);
  expect(errors).toHaveLength(1);
});

test('facts that should stand and do not are damage', async () => {
  await store.command(
    `ALTER TABLE fact_sale DELETE WHERE id = '3'`,
    {},
    { settings: { mutations_sync: 2 } },
  );
  await check();
  expect(await readDamage(log)).toMatchObject([
    { type: 'sale', from: '2024-03-03', to: '2024-03-03' },
  ]);
  expect(errors.some((text) => text.includes('goalstream repair'))).toBe(true);
});

test('a damaged file of the data folder is told; one that is whole is not', async () => {
  await mkdir(join(dataDir, 'snapshots'));
  for (const name of ['log.db', 'snapshots/shop.db', 'snapshots/till.db']) {
    const db = new DatabaseSync(join(dataDir, name));
    db.exec('CREATE TABLE t (a TEXT); CREATE INDEX i ON t (a)');
    db.exec(
      `INSERT INTO t SELECT hex(randomblob(200)) FROM (VALUES (1), (2), (3), (4), (5), (6), (7), (8))`,
    );
    db.exec('INSERT INTO t SELECT a || rowid FROM t; INSERT INTO t SELECT a || rowid FROM t');
    db.close();
  }
  expect(await check()).toMatchObject({ at: AT });
  expect(errors).toEqual([]);
  const path = join(dataDir, 'snapshots', 'till.db');
  const bytes = await readFile(path);
  await writeFile(path, bytes.fill(0x5a, 4_096, 8_192));
  expect(await check()).toMatchObject({ damaged: ['snapshots/till.db'] });
  expect(await lastCheck(log)).toMatchObject({ damaged: ['snapshots/till.db'] });
  expect(errors.some((text) => text.includes('a file is damaged'))).toBe(true);
});
