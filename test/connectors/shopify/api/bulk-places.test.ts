import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { asked, bulkShop, runAll, WHOLE } from './fake-bulk.ts';
import { data, memoryVault, openFake, type Call } from './fake-server.ts';

test('a full shop is waited for, up to a limit', async () => {
  let refusals = 0;
  const start = (call: Call): boolean => {
    if (refusals++ > 1) return false;
    const userErrors = [{ code: 'LIMIT_REACHED', field: null, message: 'five at once' }];
    data(call, { bulkOperationRunQuery: { bulkOperation: null, userErrors } });
    return true;
  };
  await using shop = await bulkShop({ start });
  expect(await runAll(openFake(shop))).toEqual(WHOLE);
  refusals = -1_000;
  const api = openFake(shop, {}, {}, { bulkStartMs: 0 });
  await expect(runAll(api)).rejects.toMatchObject({ failure: 'BUSY', retry: true });
});

test('a query that a bulk operation does not take is refused at once', async () => {
  const start = (call: Call): boolean => {
    const userErrors = [
      { code: 'INVALID', field: ['query'], message: 'Queries that contain a connection field…' },
    ];
    data(call, { bulkOperationRunQuery: { bulkOperation: null, userErrors } });
    return true;
  };
  await using shop = await bulkShop({ start });
  await expect(runAll(openFake(shop))).rejects.toMatchObject({ failure: 'REFUSED', retry: false });
});

test('no more than five run at once, of all connections to the same shop and app', async () => {
  const running: number[] = [];
  await using shop = await bulkShop({ looks: 10, running: (count) => running.push(count) });
  const all = Array.from({ length: 12 }, () => runAll(openFake(shop)));
  expect((await Promise.all(all)).every((each) => each.length === 3)).toBe(true);
  expect(Math.max(...running)).toBe(5);
});

test('an abort cancels what was started, and leaves nothing written down', async () => {
  const vault = memoryVault();
  const aborts = new AbortController();
  await using shop = await bulkShop({ looks: 1_000 });
  const api = openFake(shop, {}, { vault, signal: aborts.signal });
  const run = runAll(api);
  while (asked(shop, 'bulkOperation(id') === 0) await sleep(10);
  expect(vault.values.get('bulk')).toBe('["gid://shopify/BulkOperation/1"]');
  aborts.abort(new Error('stop'));
  await expect(run).rejects.toThrow('stop');
  expect(asked(shop, 'bulkOperationCancel(')).toBe(1);
  expect(vault.values.has('bulk')).toBe(false);
});

test('what a process left running when it was killed is cancelled by the next, and nothing else', async () => {
  const vault = memoryVault();
  await using shop = await bulkShop();
  const left = 'gid://shopify/BulkOperation/77';
  vault.values.set('bulk', JSON.stringify([left, 'gid://shopify/BulkOperation/76']));
  await using running = await bulkShop({ looks: 1_000 });
  const api = openFake(shop, {}, { vault });
  const request = api.request.bind(api);
  const cancelled: unknown[] = [];
  const watched = {
    config: api.config,
    context: api.context,
    limits: api.limits,
    shared: api.shared,
    stats: () => api.stats(),
    cleaned: (text: string) => api.cleaned(text),
    request: async (name: 'BulkRunning' | 'CancelBulk', variables: never, options?: object) => {
      if (name === 'BulkRunning') return { bulkOperations: { nodes: [{ id: left }, { id: 'x' }] } };
      if (name === 'CancelBulk') cancelled.push(variables);
      return request(name, variables, options);
    },
  } as unknown as typeof api;
  expect(await runAll(watched)).toEqual(WHOLE);
  expect(cancelled).toEqual([{ id: left }]);
  expect(vault.values.has('bulk')).toBe(false);
  expect(running.calls).toEqual([]);
});
