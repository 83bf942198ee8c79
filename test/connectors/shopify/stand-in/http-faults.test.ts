import { afterEach, beforeEach, expect, test } from 'vitest';
import type { HttpFault } from '../../../../connectors/sandbox/shopify/faults.ts';
import { operationText } from '../../../../connectors/shopify/queries/documents.ts';
import { post, standInOver, type AskedStandIn } from '../../../support/stand-in.ts';

let standIn: AskedStandIn;
beforeEach(async () => {
  standIn = await standInOver([]);
});
afterEach(() => standIn.close());

const QUERY = { query: operationText('ShopFacts') };

const once = (fault: HttpFault): void => standIn.faults.http.inject(fault, { times: 1 });

test('throttled in a 200 though there is enough, and no more after that', async () => {
  once({ kind: 'throttled' });
  const told = await standIn.send('ShopFacts');
  expect(told.errors[0].extensions.code).toBe('THROTTLED');
  expect(told.extensions.cost.throttleStatus.currentlyAvailable).toBe(2_000);
  expect((await standIn.send('ShopFacts')).errors).toBeUndefined();
  expect(standIn.stats().throttled).toBe(0);
});

test.each([
  [429, '0.4'],
  [429, '2.0'],
  [500, undefined],
  [502, undefined],
  [503, undefined],
] as const)('status %d', async (status, retryAfter) => {
  once({ kind: 'status', status, ...(retryAfter !== undefined && { retryAfter }) });
  const response = await post(standIn.url, QUERY);
  expect(response.status).toBe(status);
  expect(response.headers.get('retry-after')).toBe(retryAfter ?? null);
  expect(await response.json()).toHaveProperty('errors');
});

test('no answer, whether or not it did what was asked', async () => {
  standIn.faults.http.inject({ kind: 'silence', executed: true }, { operation: 'Subscribe' });
  const variables = { topic: 'ORDERS_UPDATED', uri: 'https://example.com' };
  const signal = new AbortController();
  standIn.onRequest(() => setTimeout(() => signal.abort(), 50));
  const asked = fetch(`${standIn.url}/admin/api/2026-10/graphql.json`, {
    method: 'POST',
    headers: { 'x-shopify-access-token': 'shpat_static' },
    body: JSON.stringify({ query: operationText('Subscribe'), variables }),
    signal: signal.signal,
  });
  await expect(asked).rejects.toThrow('aborted');
  expect(standIn.webhooks.subscribed()).toHaveLength(1);
});

test('the connection breaks, before or in the middle of the answer', async () => {
  once({ kind: 'reset' });
  await expect(post(standIn.url, QUERY)).rejects.toThrow('fetch failed');
  once({ kind: 'cut', looksWhole: false });
  const response = await post(standIn.url, QUERY);
  await expect(response.json()).rejects.toThrow('terminated');
});

test('half of the JSON, or HTML instead', async () => {
  once({ kind: 'cut', looksWhole: true });
  await expect((await post(standIn.url, QUERY)).json()).rejects.toThrow(SyntaxError);
  once({ kind: 'html' });
  const html = await post(standIn.url, QUERY);
  expect(html.headers.get('content-type')).toContain('text/html');
  expect(await html.text()).toContain('<html>');
});

test('an answer that is late is right', async () => {
  once({ kind: 'delay', ms: 20 });
  expect((await standIn.send('ShopFacts')).data.shop.name).toBe('Skovby');
});

test('faults strike by operation, after some, with a probability that its seed settles', async () => {
  const { http } = standIn.faults;
  http.inject({ kind: 'html' }, { operation: 'Report', after: 1, times: 1 });
  const struck = [
    http.next('ShopFacts'),
    http.next('Report'),
    http.next('Report'),
    http.next('Report'),
  ];
  expect(struck.map((fault) => fault?.kind)).toEqual([undefined, undefined, 'html', undefined]);
  standIn.faults.clear();
  const run = (seed: string): boolean[] => {
    http.clear();
    http.inject({ kind: 'html' }, { probability: 0.5, seed });
    return Array.from({ length: 200 }, () => http.next('Report') !== undefined);
  };
  expect(run('a')).toEqual(run('a'));
  expect(run('a')).not.toEqual(run('b'));
  const times = run('a').filter(Boolean).length;
  expect(times).toBeGreaterThan(50);
  expect(times).toBeLessThan(150);
});
