import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../pipeline/store/engine-process.ts';
import { type FreshStore, type Login, testEngine, type TestEngine } from '../support/engine.ts';

let engine: TestEngine;
let fresh: FreshStore;

beforeAll(async () => {
  engine = await testEngine();
  fresh = await engine.fresh();
  await fresh.store.command(
    'CREATE TABLE secret (n UInt64, s String) ENGINE = MergeTree ORDER BY n',
  );
  await fresh.store.command(
    `CREATE VIEW ${fresh.biDatabase}.open DEFINER = default SQL SECURITY DEFINER AS SELECT n FROM ${fresh.database}.secret`,
  );
});
afterAll(() => engine.stop());

function ask(
  login: Login,
  body: string | Uint8Array<ArrayBuffer>,
  path = '/',
  headers: Record<string, string> = {},
): Promise<Response> {
  const authorization = `Basic ${Buffer.from(`${login.name}:${login.password}`).toString('base64')}`;
  return fetch(engine.url + path, { method: 'POST', body, headers: { authorization, ...headers } });
}

describe('users', () => {
  it('answers a ping without a password, and nothing else', async () => {
    expect(await (await fetch(`${engine.url}/ping`)).text()).toBe('Ok.\n');
    for (const login of [
      { name: 'bi', password: '' },
      { name: 'goalstream', password: 'x' },
      { name: 'default', password: '' },
    ]) {
      const response = await ask(login, 'SELECT 1');
      expect([response.status, response.headers.get('x-clickhouse-exception-code')]).toEqual([
        403,
        '516',
      ]);
    }
  });

  it('knows the user by headers and by the URL too', async () => {
    const { name, password } = engine.bi;
    const headers = { 'x-clickhouse-user': name, 'x-clickhouse-key': password };
    expect(await (await fetch(`${engine.url}/?query=SELECT+1`, { headers })).text()).toBe('1\n');
    const url = `${engine.url}/?query=SELECT+1&user=${name}&password=${password}`;
    expect(await (await fetch(url)).text()).toBe('1\n');
  });
});

describe('the bi user', () => {
  it.each([
    'SELECT count() FROM {bi}.open',
    'SHOW DATABASES',
    'SHOW TABLES FROM {bi}',
    'DESCRIBE TABLE {bi}.open',
    "SELECT name, comment FROM system.columns WHERE table = 'open'",
    'WITH 1 AS x SELECT x, toStartOfMonth(today()), sumIf(2, 1), round(1.5, 1), version(), timezone() FORMAT JSON',
    'EXPLAIN SELECT n FROM {bi}.open',
  ])('may run %s', async (sql) => {
    const response = await ask(engine.bi, sql.replaceAll('{bi}', fresh.biDatabase));
    expect([response.status, await response.text()]).toEqual([200, expect.any(String)]);
  });

  it.each([
    'SELECT * FROM {db}.secret',
    "SELECT * FROM merge('{db}', '.*')",
    "SELECT * FROM file('/etc/passwd', LineAsString)",
    "SELECT file('/etc/passwd')",
    'SELECT "file"(\'/etc/passwd\')',
    "SELECT `fi\\x6ce`('/etc/passwd')",
    "SELECT FILE /* x */ ('/etc/passwd')",
    "SELECT file\u00a0('/etc/passwd')",
    "SELECT * APPLY(file) FROM (SELECT '/etc/passwd')",
    "SELECT arrayMap(file, ['/etc/passwd'])",
    "SELECT * FROM url('http://127.0.0.1:1/', LineAsString)",
    "SELECT * FROM s3('http://127.0.0.1:1/a')",
    "SELECT * FROM remote('127.0.0.1', system.one)",
    "SELECT 1 INTO OUTFILE '/tmp/goalstream-out'",
    "SHOW DATABASES INTO/**/OUTFILE '/tmp/goalstream-out'",
    "KILL QUERY WHERE query_id = 'x'",
    'SET readonly = 0',
    'SET ROLE owner',
    'USE system',
    'INSERT INTO {db}.secret VALUES (1, 1)',
    'DROP TABLE {db}.secret',
    'SELECT * FROM system.processes',
    'SELECT * FROM system.errors',
    'SELECT * FROM "system"."query_log"',
    'EXPLAIN QUERY TREE SELECT * FROM {db}.secret',
    'SHOW GRANTS',
    "SELECT getServerSetting('max_connections')",
    'SELECT 1 SETTINGS max_memory_usage = 1',
    'SELECT 1; SELECT 2',
  ])('may not run %s', async (sql) => {
    const text = sql.replaceAll('{db}', fresh.database).replaceAll('{bi}', fresh.biDatabase);
    const response = await ask(engine.bi, text);
    const body = await response.text();
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(body).not.toContain('root:');
  });

  it('may not change settings beyond the list, and cannot lift the time limit', async () => {
    expect((await ask(engine.bi, 'SELECT 1', '/?format_template_row=/etc/passwd')).status).toBe(
      403,
    );
    expect((await ask(engine.bi, 'SELECT 1', '/?readonly=0&log_comment=x')).status).toBe(200);
    const response = await ask(
      engine.bi,
      "SELECT getSetting('max_execution_time')",
      '/?max_execution_time=0',
    );
    expect(await response.text()).toBe('120\n');
    expect((await ask(engine.bi, 'SELECT * FROM processes', '/?database=system')).status).toBe(403);
  });
});

describe('requests', () => {
  it('takes rows by gzip, in the body after the statement, and with blank lines in them', async () => {
    const path = `/?database=${fresh.database}`;
    const csv = '1,"a\n\nDROP TABLE secret; --"\n2,b\n';
    const inBody = await ask(engine.admin, `INSERT INTO secret (n, s) FORMAT CSV\n${csv}`, path);
    expect([inBody.status, await inBody.text()]).toEqual([200, '']);
    const query = encodeURIComponent('INSERT INTO secret SETTINGS max_threads = 1 FORMAT CSV');
    const packed = await ask(
      engine.admin,
      new Uint8Array(gzipSync(csv)),
      `${path}&query=${query}`,
      { 'content-encoding': 'gzip' },
    );
    expect([packed.status, await packed.text()]).toEqual([200, '']);
    await ask(engine.admin, "INSERT INTO secret VALUES (3, 'DROP TABLE ø;')", path);
    const rows = await fresh.store.query(
      'SELECT n, count() AS rows, any(s) AS s FROM secret GROUP BY n ORDER BY n',
    );
    expect(rows).toEqual([
      { n: '1', rows: '2', s: 'a\n\nDROP TABLE secret; --' },
      { n: '2', rows: '2', s: 'b' },
      { n: '3', rows: '1', s: 'DROP TABLE ø;' },
    ]);
  });

  it('answers in gzip where asked', async () => {
    const response = await ask(engine.admin, 'SELECT 7', '/', { 'accept-encoding': 'gzip' });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(await response.text()).toBe('7\n');
  });

  it('keeps what a statement sets or uses from all others', async () => {
    const asked = "SELECT getSetting('max_block_size'), currentDatabase()";
    const before = await (await ask(engine.admin, asked)).text();
    for (const statement of ['SET max_block_size = 77', 'USE system', 'SELECT nothing']) {
      await ask(engine.admin, statement);
      expect(await (await ask(engine.admin, asked)).text()).toBe(before);
    }
  });

  it('cancels the statement of a client that goes, and none that comes after it', async () => {
    for (let i = 0; i < 10; i += 1) {
      const stop = new AbortController();
      const slow = fresh.store.query(
        'SELECT sum(sleepEachRow(0.1)) FROM numbers(50)',
        {},
        { signal: stop.signal, settings: { max_block_size: 1 } },
      );
      const gone = slow.then(
        () => 'answered',
        () => 'gone',
      );
      await fresh.store.query('SELECT 1');
      stop.abort();
      const after = await fresh.store.query(
        'SELECT sum(sleepEachRow(0.001)) AS slept FROM numbers(20)',
        {},
        { settings: { max_block_size: 1 } },
      );
      expect(after).toEqual([{ slept: '0' }]);
      expect(await gone).toBe('gone');
    }
  });

  it('refuses a statement that is too long', async () => {
    const response = await ask(engine.admin, `SELECT '${'x'.repeat(2_000_000)}'`).catch(
      () => undefined,
    );
    expect([413, undefined]).toContain(response?.status);
    expect(await (await ask(engine.admin, 'SELECT 1')).text()).toBe('1\n');
  });
});

describe('the child', () => {
  it('dies with its parent, and the directory opens again at once', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'goalstream-parent-'));
    const users = { admin: { name: 'a', password: 'a' }, bi: { name: 'b', password: 'b' } };
    const parent = fork(fileURLToPath(new URL('engine-parent.ts', import.meta.url)), [dir], {
      execArgv: [],
    });
    const pid = await new Promise<number>((resolve) =>
      parent.once('message', (childPid: number) => resolve(childPid)),
    );
    expect(pid).toBeGreaterThan(0);
    const gone = new Promise((resolve) => parent.once('exit', resolve));
    parent.kill('SIGKILL');
    await gone;
    const again = await startEngine({ dir, users });
    try {
      expect(await (await fetch(`${again.url}/ping`)).text()).toBe('Ok.\n');
    } finally {
      await again.stop();
      await rm(dir, { recursive: true, force: true });
    }
  });
});
