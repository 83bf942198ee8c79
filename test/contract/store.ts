import { describe, expect, it } from 'vitest';
import { NativeBlock } from '../../pipeline/store/native-block.ts';
import { SmallColumn, TextColumn, WideColumn } from '../../pipeline/store/native-columns.ts';
import { WordColumn, WordListColumn } from '../../pipeline/store/native-words.ts';
import { type Store, StoreError } from '../../pipeline/store/store.ts';
import { dayNumber } from '../../schemas/calendar.ts';
import { parseDecimal } from '../../schemas/decimal.ts';

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
  it('inserts a block of 50,000 rows', async () => {
    const store = await open();
    await store.command('CREATE TABLE r (n UInt64, s String) ENGINE = MergeTree ORDER BY n');
    await store.insert('r', numberedBlock(50_000, 'blank\n\nline; DROP TABLE r'));
    const sql = 'SELECT count() AS rows, sum(n) AS total, uniqExact(s) AS texts FROM r';
    expect(await store.query(sql)).toEqual([{ rows: '50000', total: '1249975000', texts: '1' }]);
  });

  it.each([10, 300, 70_000])(
    'keeps every kind of column with %i words, rows dropped',
    async (n) => {
      const store = await open();
      await store.command(
        "CREATE TABLE c (i UInt32, day Date, flag UInt8, text String, absent String DEFAULT 'none', word LowCardinality(String), words Array(LowCardinality(String)), amount Decimal(18, 6), at DateTime64(3, 'UTC')) ENGINE = MergeTree ORDER BY i",
      );
      const rows = Array.from({ length: n }, (_, i) => rowOf(i));
      await store.insert('c', blockOf(rows, [0, 1, 7, n - 1]));
      const stored = await store.query('SELECT * FROM c ORDER BY i');
      expect(stored).toEqual(rows.filter((_, i) => i > 1 && i !== 7 && i !== n - 1));
    },
  );

  it('keeps a block whose lists are all empty', async () => {
    const store = await open();
    await store.command(
      'CREATE TABLE l (words Array(LowCardinality(String)), n UInt8) ENGINE = MergeTree ORDER BY n',
    );
    const block = new NativeBlock(2);
    const words = block.add('words', new WordListColumn(2, ['a']));
    const numbers = block.add('n', new SmallColumn('UInt8', 2));
    for (let i = 0; i < 2; i += 1) {
      const row = block.nextRow();
      words.set(row, []);
      numbers.set(row, i);
    }
    await store.insert('l', block);
    expect(await store.query('SELECT * FROM l ORDER BY n')).toEqual([
      { words: [], n: 0 },
      { words: [], n: 1 },
    ]);
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

const TEXTS = ['', 'a', 'ünïcødé 🎯', 'x'.repeat(200), "it's\n\n; DROP TABLE c"];
const AMOUNTS = ['0', '-0.000001', '1234.56', '999999999999.999999', '-999999999999.999999'];
const WORDS = ['', 'one', 'zwei', 'três'];

/** A row as the store gives it. */
function rowOf(i: number) {
  return {
    i,
    day: new Date((20_000 + (i % 400)) * 86_400_000).toISOString().slice(0, 10),
    flag: i % 3,
    text: TEXTS[i % TEXTS.length] ?? '',
    absent: 'none',
    word: i % 5 === 0 ? '' : `w${i}`,
    words: WORDS.slice(0, i % 4).flatMap((word) => [word, word]),
    amount: AMOUNTS[i % AMOUNTS.length] ?? '0',
    at: `2026-03-29 01:59:59.${String(i % 1000).padStart(3, '0')}`,
  };
}

function blockOf(rows: readonly ReturnType<typeof rowOf>[], dropped: readonly number[]) {
  const { length } = rows;
  const block = new NativeBlock(length);
  const numbers = block.add('i', new SmallColumn('UInt32', length));
  const days = block.add('day', new SmallColumn('Date', length));
  const flags = block.add('flag', new SmallColumn('UInt8', length));
  const texts = block.add('text', new TextColumn(length));
  const words = block.add('word', new WordColumn(length));
  const lists = block.add('words', new WordListColumn(length, WORDS));
  const amounts = block.add('amount', new WideColumn('Decimal(18, 6)', length));
  const moments = block.add('at', new WideColumn("DateTime64(3, 'UTC')", length));
  for (const each of rows) {
    const row = block.nextRow();
    numbers.set(row, each.i);
    days.set(row, dayNumber(each.day));
    flags.set(row, each.flag);
    if (each.text !== '') texts.set(row, each.text);
    if (each.word !== '') words.set(row, each.word);
    lists.set(
      row,
      each.words.map((word) => WORDS.indexOf(word)),
    );
    amounts.set(row, parseDecimal(each.amount) ?? 0n);
    moments.set(row, Date.parse(`${each.at.replace(' ', 'T')}Z`));
  }
  block.drop(dropped);
  return block;
}

/** Rows of (UInt64, String): numbers in order, and the same text. */
export function numberedBlock(rows: number, text: string, from = 0): NativeBlock {
  const block = new NativeBlock(rows);
  const numbers = block.add('n', new WideColumn('UInt64', rows));
  const texts = block.add('s', new TextColumn(rows));
  for (let i = 0; i < rows; i += 1) {
    const row = block.nextRow();
    numbers.set(row, from + i);
    texts.set(row, text);
  }
  return block;
}
