import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../pipeline/store/clickhouse-store.ts';
import { type Engine, startEngine } from '../../pipeline/store/engine-process.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { mountsOf, readCompose, ROOT } from './compose-file.ts';

const FILE = 'pipeline/store/server/bi-user.xml';
let dir: string;
let engine: Engine;
let store: Store;

/** The engine merges users.d into its own users, as a server does. It knows no changeable_in_readonly. */
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'goalstream-bi-user-'));
  const xml = await readFile(join(ROOT, FILE), 'utf8');
  await mkdir(join(dir, 'users.d'));
  await writeFile(
    join(dir, 'users.d', 'bi-user.xml'),
    xml
      .replaceAll('<changeable_in_readonly/>', '')
      // The engine's process is given no passwords by its environment.
      .replace('<password from_env="BI_PASSWORD"/>', '<password>long-enough-1</password>')
      .replace(/<result_overflow_mode>\s*<\/result_overflow_mode>/, ''),
  );
  const [admin, bi] = ['goalstream', 'bi'].map((name) => ({
    name,
    password: randomBytes(12).toString('hex'),
  }));
  if (admin === undefined || bi === undefined) throw new Error('two users are needed');
  engine = await startEngine({ dir, users: { admin, bi }, memoryBytes: 1_000_000_000 });
  store = openStore({
    url: engine.url,
    username: admin.name,
    password: admin.password,
    database: 'default',
  });
});
afterAll(async () => {
  await store.close();
  await engine.stop();
  await rm(dir, { recursive: true, force: true });
});

describe('the read-only user of a ClickHouse server', () => {
  it('has a password', async () => {
    const users = await store.query<{ auth_type: string[] }>(
      "SELECT auth_type FROM system.users WHERE name = 'bi'",
    );
    expect(users).toEqual([{ auth_type: ['plaintext_password'] }]);
  });

  it('may read the database bi and nothing else', async () => {
    const grants = await store.query(
      "SELECT access_type, database, table FROM system.grants WHERE user_name = 'bi'",
    );
    expect(grants).toEqual([{ access_type: 'SELECT', database: 'bi', table: null }]);
  });

  it('is read-only, with bounded time and memory', async () => {
    const settings = await store.query<{ setting_name: string; value: string | null }>(
      "SELECT setting_name, value FROM system.settings_profile_elements WHERE profile_name = 'bi' AND isNotNull(setting_name)",
    );
    const values = new Map(settings.map(({ setting_name, value }) => [setting_name, value]));
    expect(values.get('readonly')).toBe('1');
    expect(Number(values.get('max_execution_time'))).toBeGreaterThan(0);
    expect(Number(values.get('max_memory_usage'))).toBeGreaterThan(0);
  });

  it('is mounted where the server reads it, and its password is in the environment', () => {
    const server = readCompose().services['clickhouse'];
    if (server === undefined) throw new Error('docker-compose.yml has no service clickhouse');
    expect(mountsOf(server)).toContainEqual({
      source: `./${FILE}`,
      target: '/etc/clickhouse-server/users.d/bi-user.xml',
    });
    expect(Object.keys(server.environment)).toContain('BI_PASSWORD');
  });
});
