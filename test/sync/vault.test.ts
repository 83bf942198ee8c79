import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SourceError } from '../../connectors/connector.ts';
import { isIndexDamage } from '../../pipeline/sync/index-damage.ts';
import { openVault } from '../../pipeline/sync/vault.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goalstream-vault-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const SECRET = 'shpat_0123456789abcdef';

test('keeps a secret, and no file has it in clear', async () => {
  await openVault(folder, 'shop').write('token', SECRET);
  expect(await openVault(folder, 'shop').read('token')).toBe(SECRET);
  expect(await openVault(folder, 'other').read('token')).toBeUndefined();
  const files = readdirSync(folder);
  expect(files).toContain('vault.db');
  const clear = files.filter((file) => readFileSync(join(folder, file)).includes(SECRET));
  expect(clear).toEqual([]);
});

test('removes a secret', async () => {
  const vault = openVault(folder, 'shop');
  await vault.write('token', SECRET);
  await vault.write('token', undefined);
  expect(await vault.read('token')).toBeUndefined();
});

test('takes its key from the environment, and says so where another one is given', async () => {
  vi.stubEnv('GOALSTREAM_VAULT_KEY', 'the first key');
  await openVault(folder, 'shop').write('token', SECRET);
  expect(await openVault(folder, 'shop').read('token')).toBe(SECRET);
  expect(readdirSync(folder)).not.toContain('vault.key');
  vi.stubEnv('GOALSTREAM_VAULT_KEY', 'another key');
  await expect(openVault(folder, 'shop').read('token')).rejects.toThrow(
    /shop\/token can't be read with this key. Mend: give back GOALSTREAM_VAULT_KEY/,
  );
});

test('of several who want a name at once, one at a time works, and each gets its turn', async () => {
  const order: string[] = [];
  const turn = (who: string): Promise<void> =>
    openVault(folder, 'shop').exclusively('token', async () => {
      order.push(`${who} begins`);
      await openVault(folder, 'shop').write('token', who);
      expect(await openVault(folder, 'shop').read('token')).toBe(who);
      order.push(`${who} ends`);
    });
  await Promise.all(['a', 'b', 'c'].map(turn));
  for (let at = 0; at < order.length; at += 2) {
    expect(order[at + 1]).toBe(order[at]?.replace('begins', 'ends'));
  }
  expect(order).toHaveLength(6);
});

test('work that fails gives the name back', async () => {
  const vault = openVault(folder, 'shop');
  await expect(vault.exclusively('token', () => Promise.reject(new Error('no')))).rejects.toThrow(
    'no',
  );
  expect(await vault.exclusively('token', async () => 'yes')).toBe('yes');
});

test.each([
  ['gone', undefined],
  ['damaged', ''],
  ['damaged', '0123abcd'],
])('a key that is %s while there are secrets is not made again', async (said, text) => {
  await openVault(folder, 'shop').write('token', SECRET);
  const path = join(folder, 'vault.key');
  rmSync(path);
  if (text !== undefined) writeFileSync(path, text);
  await expect(openVault(folder, 'shop').read('token')).rejects.toThrow(`is ${said}`);
  await expect(openVault(folder, 'shop').write('token', 'new')).rejects.toThrow(`is ${said}`);
});

test('a damaged vault names itself and its own way out, not that of the index of snapshots', async () => {
  writeFileSync(
    join(folder, 'vault.db'),
    'no database at all, but long enough to be looked at'.repeat(40),
  );
  const failure = await openVault(folder, 'shop')
    .write('token', SECRET)
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  expect(failure).toBeInstanceOf(SourceError);
  expect(failure).toMatchObject({
    message: expect.stringMatching(/vault\.db, which keeps the tokens .* is damaged/),
    mend: expect.stringContaining('delete it'),
    retry: false,
  });
  expect(isIndexDamage(failure)).toBe(false);
  expect(
    isIndexDamage(new Error(`could not open the log: ${String((failure as Error).cause)}`)),
  ).toBe(false);
  expect(isIndexDamage(new Error('file is not a database'))).toBe(true);
});
