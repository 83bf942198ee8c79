import { mkdtempDisposable, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openVault } from '../../../../pipeline/sync/vault.ts';
import { openFake } from './fake-server.ts';
import { count, COUNT, granting, REFRESHED } from './granting.ts';

test('two that share a vault on disk renew a token once, and none can be read there', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'goalstream-test-'));
  const { shop, grants, revoke } = await granting();
  await using _ = shop;
  const apis = [1, 2].map(() =>
    openFake(shop, REFRESHED, { vault: openVault(folder.path, 'shop') }),
  );
  for (const renewals of [1, 2, 3]) {
    expect(await Promise.all([...apis, ...apis].map(count))).toEqual([COUNT, COUNT, COUNT, COUNT]);
    expect(grants).toHaveLength(renewals);
    revoke();
  }
  expect(grants.map(({ refresh_token: used }) => used)).toEqual([
    'refresh-0',
    'refresh-1',
    'refresh-2',
  ]);
  for (const name of await readdir(folder.path)) {
    const content = await readFile(join(folder.path, name), 'latin1');
    expect(content).not.toMatch(/token-\d|refresh-\d|shpss/);
  }
});
