import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { csv } from '../../connectors/csv/csv.ts';
import { parseDecimal } from '../../schemas/decimal.ts';
import { hasRetail, RETAIL_CSV, RETAIL_MAPPING } from '../support/retail.ts';
import { memoryVault } from '../support/memory-vault.ts';

/** Known answers: see the data's README; they were computed apart from this code. */
test.skipIf(!hasRetail)('the real retail file is mapped to the last digit', async () => {
  const config = csv.config.parse({
    path: 'uci-online-retail.csv.gz',
    ...RETAIL_MAPPING,
  });
  const sum = { lines: 0, rejects: 0, net: 0n, returned: 0n, returns: 0, denmark: 0, anonymous: 0 };
  const orders = new Set<unknown>();
  const customers = new Set<unknown>();
  const pages = csv.read(config, { name: 'sale', fact: 'sale' }, undefined, {
    connection: 'retail',
    timezone: 'Europe/London',
    currency: 'GBP',
    baseDir: dirname(RETAIL_CSV),
    now: () => 1,
    signal: new AbortController().signal,
    customerKey: (id) => id,
    vault: memoryVault(),
  });
  for await (const { records, rejects } of pages) {
    sum.lines += records.length;
    sum.rejects += rejects.length;
    for (const { fact } of records) {
      if (fact.deleted === true || !('gross' in fact || 'returned' in fact)) continue;
      const { gross, returned, orderId, customer, country } = fact;
      sum.net += (parseDecimal(gross ?? '0') ?? 0n) - (parseDecimal(returned ?? '0') ?? 0n);
      sum.returned += parseDecimal(returned ?? '0') ?? 0n;
      if (returned !== undefined) sum.returns++;
      if (country === 'Denmark') sum.denmark++;
      if (customer === undefined) sum.anonymous++;
      else customers.add(customer);
      orders.add(orderId);
    }
  }
  expect(sum).toEqual({
    lines: 541_909,
    rejects: 0,
    net: 9_747_747_934_000n,
    returned: 896_812_490_000n,
    returns: 9_288,
    denmark: 389,
    anonymous: 135_080,
  });
  expect(orders.size).toBe(25_900);
  expect(customers.size).toBe(4_372);
});
