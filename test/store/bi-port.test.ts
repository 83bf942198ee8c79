import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FreshStore, testEngine, type TestEngine } from '../support/engine.ts';
import { type Attack, attacks } from './bi/attacks.ts';
import { clients } from './bi/clients.ts';

const CANARY = 'canary-8f1d';

let engine: TestEngine;
let fresh: FreshStore;
let dir: string;

beforeAll(async () => {
  engine = await testEngine();
  fresh = await engine.fresh();
  dir = await mkdtemp(join(tmpdir(), 'goalstream-bi-'));
  await writeFile(join(dir, 'secret'), CANARY);
  await fresh.store.command(
    'CREATE TABLE secret (n UInt64, s String) ENGINE = MergeTree ORDER BY n',
  );
  await fresh.store.command(`INSERT INTO secret VALUES (1, '${CANARY}'), (2, '${CANARY}')`);
  await fresh.store.command(
    `CREATE VIEW ${fresh.biDatabase}.open DEFINER = default SQL SECURITY DEFINER AS SELECT n FROM ${fresh.database}.secret`,
  );
});
afterAll(async () => {
  await engine.stop();
  await rm(dir, { recursive: true, force: true });
});

function filled(text: string): string {
  const file = join(dir, 'secret');
  return text
    .replaceAll('{file}', file)
    .replaceAll('{hex}', Buffer.from(file).toString('hex'))
    .replaceAll('{out}', join(dir, 'out'))
    .replaceAll('{db}', fresh.database)
    .replaceAll('{bi}', fresh.biDatabase);
}

async function ask({ sql, path = '/', headers = {} }: Attack): Promise<[number, string]> {
  const { name, password } = engine.bi;
  const login = { 'x-clickhouse-user': name, 'x-clickhouse-key': password };
  const own = Object.fromEntries(
    Object.entries(headers).map(([key, value]) => [key, filled(value)]),
  );
  const response = await fetch(engine.biUrl + filled(path), {
    method: 'POST',
    headers: { ...login, ...own },
    body: filled(sql),
  });
  return [response.status, await response.text()];
}

describe('the BI port lets nothing through of', () => {
  it.each(Object.entries(attacks))('%s', async (_kind, tried) => {
    const through: unknown[] = [];
    for (const attack of tried) {
      const [status, text] = await ask(attack);
      if (status < 400 || text.includes(CANARY)) through.push([attack, status, text.slice(0, 200)]);
    }
    expect(through).toEqual([]);
    expect(existsSync(join(dir, 'out'))).toBe(false);
    expect(await fresh.store.query('SELECT count() AS rows FROM secret')).toEqual([{ rows: '2' }]);
  });
});

describe('the BI port answers what is sent by', () => {
  it.each(Object.entries(clients))('%s', async (_client, asked) => {
    const refused: unknown[] = [];
    for (const each of asked) {
      const [status, text] = await ask(each);
      if (status !== 200) refused.push([each.sql, status, text.slice(0, 300)]);
    }
    expect(refused).toEqual([]);
  });
});
