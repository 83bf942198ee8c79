import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Log } from '../../pipeline/log/log.ts';
import { forget } from '../../pipeline/privacy/forget.ts';
import { keepRequest, readRequests } from '../../pipeline/privacy/requests.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { GROUPS, PRIVACY_TOPIC, topicsWith } from '../../pipeline/topics.ts';
import { testEngine, type TestEngine } from '../support/engine.ts';
import { MemoryLog } from '../support/memory-log.ts';

const ANNE = 'a'.repeat(32);
const BO = 'b'.repeat(32);

let engine: TestEngine;
beforeAll(async () => {
  engine = await testEngine();
});
afterAll(() => engine.stop());

/** Dies at a step, before or after its effect, and does nothing more. */
class Steps {
  count = 0;
  #left: number;

  constructor(dieAt = Infinity) {
    this.#left = dieAt;
  }

  async around<T>(work: () => Promise<T>): Promise<T> {
    this.#step();
    const result = await work();
    this.#step();
    return result;
  }

  #step(): void {
    this.count += 1;
    this.#left -= 1;
    if (this.#left <= 0) throw new Error('crash');
  }
}

function stepping<T extends object>(whole: T, names: readonly string[], steps: Steps): T {
  return new Proxy(whole, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      const bound = value.bind(target) as (...args: unknown[]) => Promise<unknown>;
      if (!names.includes(String(name))) return bound;
      return (...args: unknown[]) =>
        isWaiting(args) ? bound(...args) : steps.around(() => bound(...args));
    },
  });
}

/** How often the engine is asked to drop old parts depends on how fast it does: that is no step. */
function isWaiting([sql]: readonly unknown[]): boolean {
  return typeof sql === 'string' && sql.includes('DROP PARTITION');
}

async function insert(store: Store, table: string, customer: string, from: number) {
  await store.command(
    `INSERT INTO ${table} (day, source, stream, id, rank, deleted, customer)
     SELECT toDate('2024-12-20') + number, 'shop', 's', toString(${from} + number), 2048, 0, '${customer}'
     FROM numbers(30)`,
  );
}

/** A store with Anne and Bo in two tables, and a log in which both stand and marks are done. */
async function world() {
  const store = await engine.freshStore();
  const log = new MemoryLog();
  await log.createTopics(topicsWith({ facts: 1, marks: 1 }));
  for (const table of ['fact_sale', 'fact_feedback']) {
    await insert(store, table, ANNE, 0);
    await insert(store, table, BO, 100);
  }
  await log.append('facts.sale', [
    { key: 'shop/s/1', value: JSON.stringify({ customer: ANNE }) },
    { key: 'shop/s/2', value: JSON.stringify({ customer: BO }) },
  ]);
  for (const [group, topics] of [
    [GROUPS.attribute, ['facts.sale']],
    [GROUPS.aggregate, ['marks']],
  ] as const) {
    await log.consume({ group, topics, maxRecords: 100, handler: async () => undefined });
  }
  const asked = { connection: 'shop', event: 'e', state: 'asked', askedAt: 1 } as const;
  await keepRequest(log, { ...asked, id: 'what', kind: 'data-request', customers: [ANNE, BO] });
  await keepRequest(log, { ...asked, id: 'forget', kind: 'redact', customers: [ANNE] });
  return { store, log };
}

async function run(log: Log, store: Store, steps: Steps): Promise<void> {
  const record = (await readRequests(log)).get('forget');
  if (record === undefined) throw new Error('the request is gone');
  if (record.state === 'done') return;
  await forget(
    {
      log: stepping(log, ['append', 'rewrite'], steps),
      store: stepping(store, ['command', 'insert'], steps),
      now: () => 2,
      signal: new AbortController().signal,
      destroyAccess: async () => undefined,
    },
    record,
  );
}

/** Every key in the store, and how many rows have it. */
async function keys(store: Store): Promise<Map<string, number>> {
  const rows = await store.query<{ customer: string; rows: string }>(
    `SELECT customer, toString(count()) AS rows
     FROM (SELECT customer FROM fact_sale UNION ALL SELECT customer FROM fact_feedback)
     GROUP BY customer`,
  );
  return new Map(rows.map(({ customer, rows: count }) => [customer, Number(count)]));
}

async function expectForgotten(log: MemoryLog, store: Store): Promise<void> {
  const found = await keys(store);
  expect(found.get(BO)).toBe(60);
  expect(found.has(ANNE)).toBe(false);
  expect([...found.values()]).toEqual([60, 60]);
  const requests = await readRequests(log);
  expect(requests.get('what')?.customers).toEqual([BO]);
  const done = requests.get('forget');
  expect(done).toMatchObject({ state: 'done', doneAt: 2, counts: { people: 1, days: 60 } });
  expect(JSON.stringify(done)).not.toContain('salt');
  const [fresh] = [...found.keys()].filter((key) => key !== BO);
  for (const topic of ['facts.sale', PRIVACY_TOPIC]) {
    const newest = new Map<string, string>();
    for await (const records of log.read(topic)) {
      for (const { key, value } of records) newest.set(key, value ?? '');
    }
    const texts = [...newest.values()].join('\n');
    expect(texts).not.toContain(ANNE);
    expect(texts.includes(fresh ?? '')).toBe(topic === 'facts.sale');
  }
  expect(await leftovers(store)).toEqual([]);
}

async function leftovers(store: Store): Promise<unknown[]> {
  return store.query(
    `SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE 'renaming%'`,
  );
}

test('a crash at any step, and going on, ends with one fresh key everywhere', async () => {
  const whole = await world();
  const steps = new Steps();
  await run(whole.log, whole.store, steps);
  await expectForgotten(whole.log, whole.store);
  await whole.log.close();
  const deaths = Array.from({ length: Math.ceil(steps.count / 7) }, (_, n) => 1 + n * 7).values();
  const die = async (): Promise<void> => {
    for (const dieAt of deaths) {
      const { log, store } = await world();
      await expect(run(log, store, new Steps(dieAt))).rejects.toThrow('crash');
      await run(log, store, new Steps());
      await expectForgotten(log, store);
      await log.close();
    }
  };
  // Most of the time is spent waiting for the engine to drop old parts.
  await Promise.all([die(), die(), die()]);
}, 240_000);
