import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../pipeline/store/clickhouse-store.ts';
import { migrate } from '../../pipeline/store/migrate.ts';
import { numberedBlock, storeContract } from '../contract/store.ts';
import { testEngine, type TestEngine } from '../support/engine.ts';

describe('embedded engine', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await testEngine();
  });
  afterAll(() => engine.stop());

  describe.each(['bodies', 'files'] as const)('with blocks as %s', (blocks) => {
    storeContract(`embedded engine, ${blocks}`, () => engine.emptyStore(blocks));

    it('loses nothing acknowledged when its child is killed again and again', async () => {
      const store = await engine.emptyStore(blocks);
      await store.command(
        'CREATE TABLE k (n UInt64, s String) ENGINE = ReplacingMergeTree ORDER BY n',
      );
      const killed = new Set<number>();
      for (let batch = 0; batch < 40; batch += 1) {
        if (batch % 10 === 5) {
          killed.add(engine.engine.pid);
          setTimeout(() => process.kill(engine.engine.pid, 'SIGKILL'), Math.random() * 20);
        }
        await store.insert('k', numberedBlock(1000, 'x', batch * 1000));
      }
      const rows = await store.query('SELECT count() AS rows, sum(n) AS total FROM k FINAL');
      expect(rows).toEqual([{ rows: '40000', total: '799980000' }]);
      expect(killed.size).toBe(4);
    });
  });

  it('applies each migration once', async () => {
    const { store, database, biDatabase } = await engine.fresh();
    expect(await migrate(store, { database, biDatabase })).toEqual([]);
    const tables = await store.query<{ name: string }>(
      'SELECT name FROM system.tables WHERE database = {database:String}',
      { database },
    );
    expect(tables.map((table) => table.name)).toEqual(
      expect.arrayContaining(['fact_day', 'fact_sale', 'fact_return', 'goal_daily', 'migration']),
    );
    const bare = await store.query(
      "SELECT table, name FROM system.columns WHERE database = {database:String} AND startsWith(table, 'fact_') AND comment = ''",
      { database },
    );
    expect(bare).toEqual([]);
  });
});

const server = process.env['GOALSTREAM_TEST_CLICKHOUSE_URL'];
if (server === undefined) {
  console.warn(
    'SKIPPED: the store contract on a ClickHouse server (set GOALSTREAM_TEST_CLICKHOUSE_URL)',
  );
}
describe.skipIf(server === undefined)('ClickHouse server', () => {
  storeContract('ClickHouse server', async () => {
    const url = new URL(server ?? '');
    const suffix = randomBytes(5).toString('hex');
    const names = { database: `t_${suffix}`, biDatabase: `bi_${suffix}` };
    const store = openStore({
      url: url.origin,
      username: decodeURIComponent(url.username) || 'default',
      password: decodeURIComponent(url.password),
      database: names.database,
    });
    await migrate(store, names);
    return store;
  });
});
