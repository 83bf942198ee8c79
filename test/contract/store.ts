import { describe, expect, it } from 'vitest';
import { type Store, StoreError } from '../../pipeline/store/store.ts';

/**
 * What every store must do. `open` gives a store with an empty database of its own; the caller
 * closes it. Run it inside a describe whose hooks start and stop what the store stands on.
 */
export function storeContract(name: string, open: () => Promise<Store>): void {
  describe(`store contract: ${name}`, () => {
    valuesContract(open);
    insertContract(open);
    streamContract(open);
    failureContract(open);
  });
}

function valuesContract(open: () => Promise<Store>): void {
  it('answers a ping', async () => {
    const store = await open();
    expect(await store.ping()).toBe(true);
  });

  it('keeps exact values of decimals, 64-bit integers and times', async () => {
    const store = await open();
    await store.command(
      "CREATE TABLE v (d Decimal(38, 6), u UInt64, i Int64, t DateTime64(3, 'UTC')) ENGINE = MergeTree ORDER BY u",
    );
    const row = {
      d: '99999999999999999999999999999999.999999',
      u: '18446744073709551615',
      i: '-9223372036854775808',
      t: '2026-03-29 01:59:59.999',
    };
    await store.command(
      "INSERT INTO v SELECT {d:Decimal(38, 6)}, {u:UInt64}, {i:Int64}, {t:DateTime64(3, 'UTC')}",
      row,
    );
    expect(await store.query('SELECT * FROM v')).toEqual([row]);
  });

  it.each([
    ['it\'s \\ "quoted" `so`'],
    ['new\nline\ttab\r\n\n; DROP TABLE t'],
    ['ünïcødé 🎯 \u2028'],
    ["\\'; SELECT 1; --"],
    ['\\N'],
    [''],
  ])('binds the text %j as it is', async (text) => {
    const store = await open();
    const rows = await store.query('SELECT {a:String} AS a, {b:Array(String)} AS b', {
      a: text,
      b: [text, 'x'],
    });
    expect(rows).toEqual([{ a: text, b: [text, 'x'] }]);
  });

  it('keeps settings and parameters of parallel statements apart', async () => {
    const store = await open();
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        store.query<{ a: number; n: number }>(
          "SELECT {a:UInt32} AS a, toUInt32(getSetting('max_block_size')) AS n",
          { a: i },
          { settings: { max_block_size: 1000 + i } },
        ),
      ),
    );
    expect(answers.map(([row]) => row)).toEqual(
      Array.from({ length: 60 }, (_, i) => ({ a: i, n: 1000 + i })),
    );
  });
}

function insertContract(open: () => Promise<Store>): void {
  it('inserts 50,000 rows of RowBinary', async () => {
    const store = await open();
    await store.command('CREATE TABLE r (n UInt64, s String) ENGINE = MergeTree ORDER BY n');
    await store.insert('r', ['n', 's'], rowBinary(50_000, 'blank\n\nline; DROP TABLE r'));
    const sql = 'SELECT count() AS rows, sum(n) AS total, uniqExact(s) AS texts FROM r';
    expect(await store.query(sql)).toEqual([{ rows: '50000', total: '1249975000', texts: '1' }]);
  });

  it('lets the greatest version win with FINAL', async () => {
    const store = await open();
    await store.command(
      'CREATE TABLE f (id UInt8, v UInt64, deleted UInt8) ENGINE = ReplacingMergeTree(v, deleted) ORDER BY id',
    );
    await store.command('INSERT INTO f VALUES (1, 2, 0), (2, 1, 0)');
    await store.command('INSERT INTO f VALUES (1, 1, 0), (2, 2, 1)');
    expect(await store.query('SELECT id, v FROM f FINAL')).toEqual([{ id: 1, v: '2' }]);
  });

  it('refuses several statements in one request, whole', async () => {
    const store = await open();
    await store.command('CREATE TABLE k (n UInt8) ENGINE = MergeTree ORDER BY n');
    await expect(store.command('INSERT INTO k SELECT 1; DROP TABLE k')).rejects.toThrow(StoreError);
    await expect(store.command("SELECT ';' /* ; */; -- ;\n DROP TABLE k")).rejects.toThrow(
      StoreError,
    );
    expect(await store.query("SELECT ';' AS a, 'it''s;' AS b /* ; */ -- ;\n")).toEqual([
      { a: ';', b: "it's;" },
    ]);
    expect(await store.query('SELECT count() AS n FROM k')).toEqual([{ n: '0' }]);
  });
}

function streamContract(open: () => Promise<Store>): void {
  it('streams a million rows with flat memory', async () => {
    const store = await open();
    let rows = 0;
    let most = 0;
    for await (const chunk of store.stream(
      'SELECT number, repeat(toString(number), 10) AS text FROM numbers(1000000)',
    )) {
      rows += chunk.length;
      most = Math.max(most, chunk.length);
    }
    expect(rows).toBe(1_000_000);
    expect(most).toBeLessThan(100_000);
  });

  it('tells an error that comes after the first rows', async () => {
    const store = await open();
    const read = async (): Promise<void> => {
      for await (const rows of store.stream(
        'SELECT throwIf(number = 900000) AS n FROM numbers(1000000)',
        {},
        { settings: { max_block_size: 1000, max_threads: 1 } },
      )) {
        expect(rows.length).toBeGreaterThan(0);
      }
    };
    await expect(read()).rejects.toMatchObject({ name: 'StoreError', retry: false });
  });

  it('cancels the query itself on abort', async () => {
    const store = await open();
    const marker = `cancel-${Math.random()}`;
    const abort = new AbortController();
    const slow = store.query(
      `SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number, {m:String}) = 1`,
      { m: marker },
      { signal: abort.signal },
    );
    const outcome = slow.catch((error: unknown) => error);
    const running = async (): Promise<number> => {
      const rows = await store.query<{ n: string }>(
        "SELECT count() AS n FROM system.processes WHERE query LIKE '%numbers(1000000000000)%' AND query NOT LIKE '%system.processes%'",
      );
      return Number(rows[0]?.n);
    };
    await expect.poll(running, { timeout: 10_000 }).toBe(1);
    abort.abort();
    expect(await outcome).toMatchObject({ name: 'StoreError', retry: false });
    await expect.poll(running, { timeout: 10_000 }).toBe(0);
  });
}

function failureContract(open: () => Promise<Store>): void {
  it.each([
    ['SELECT * FROM absent', 60],
    ['SELEC 1', 62],
    ['SELECT throwIf(1)', 395],
    ["SELECT toUInt8('x')", 6],
  ])('gives the code of a failing %s', async (sql, code) => {
    const store = await open();
    await expect(store.query(sql)).rejects.toMatchObject({
      name: 'StoreError',
      retry: false,
      code,
    });
  });
}

/** Rows of (UInt64, String). */
export function rowBinary(rows: number, text: string, from = 0): Uint8Array {
  const bytes = Buffer.from(text);
  const row = 9 + bytes.length;
  const out = Buffer.alloc(rows * row);
  for (let i = 0; i < rows; i += 1) {
    out.writeBigUInt64LE(BigInt(from + i), i * row);
    out[i * row + 8] = bytes.length;
    bytes.copy(out, i * row + 9);
  }
  return out;
}
