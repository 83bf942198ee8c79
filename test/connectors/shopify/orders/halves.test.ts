import { expect, test } from 'vitest';
import { SourceError } from '../../../../connectors/connector.ts';
import { PartError } from '../../../../connectors/shopify/api/part-error.ts';
import { inHalves } from '../../../../connectors/shopify/orders/halves.ts';
import type { Asking } from '../../../../connectors/shopify/orders/stream.ts';

const outage = new SourceError('shop answered 500', { retry: true, mend: 'Wait.' });

/** A shop that fails at some ids, and says whether others are there or fails at that too. */
function asked(failing: readonly string[], { isNamed = true, isThere = true } = {}) {
  const requests: string[] = [];
  const request = async (name: string): Promise<object> => {
    requests.push(name);
    if (!isThere) throw outage;
    return { nodes: [] };
  };
  const asking = { api: { request } } as unknown as Asking;
  const ask = async (ids: readonly string[]): Promise<readonly string[]> => {
    if (ids.some((id) => failing.includes(id)))
      throw new PartError('shop', 'answered 500', isNamed);
    return ids.map((id) => `whole ${id}`);
  };
  const given = inHalves(asking, ['a', 'b', 'c', 'd', 'e'], { idOf: (id) => id, ask, most: 4 });
  return { given, requests };
}

const reason = 'shop answered 500 to a part of a request';

test('those that fail are named in their places, the others come', async () => {
  const { given, requests } = asked(['b', 'e']);
  expect(await given).toEqual([
    'whole a',
    { unanswered: 'b', reason },
    'whole c',
    'whole d',
    { unanswered: 'e', reason },
  ]);
  expect(requests).toEqual([]);
});

test('where the whole request failed, an order is the cause only if the shop answers about it', async () => {
  const { given, requests } = asked(['c'], { isNamed: false });
  expect(await given).toContainEqual({ unanswered: 'c', reason: 'shop answered 500 to a request' });
  expect(requests).toEqual(['OrdersThere']);
  const away = asked(['a', 'b', 'c', 'd', 'e'], { isNamed: false, isThere: false });
  await expect(away.given).rejects.toBe(outage);
});
