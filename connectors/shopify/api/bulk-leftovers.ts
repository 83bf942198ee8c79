import { z } from 'zod';
import type { ShopifyApi } from './shopify-api.ts';

/*
 * Bulk operations go on when the process that started them is gone, and each takes one of the
 * app's five places. So those that run are written down, and a later process ends what it finds.
 */
const NAME = 'bulk';
const MOST = 50;
const idsSchema = z.array(z.string());

export function remember(api: ShopifyApi, id: string): Promise<void> {
  api.shared.running.add(id);
  return change(api, (ids) => [...ids, id]);
}

export function forget(api: ShopifyApi, id: string): Promise<void> {
  api.shared.running.delete(id);
  return change(api, (ids) => ids.filter((each) => each !== id));
}

/** Ends what an earlier process of this connection left running. */
export async function cancelLeftovers(api: ShopifyApi, signal: AbortSignal): Promise<void> {
  const left = (await read(api)).filter((id) => !api.shared.running.has(id));
  if (left.length === 0) return;
  const { bulkOperations } = await api.request('BulkRunning', { first: MOST }, { signal });
  for (const { id } of bulkOperations.nodes) {
    if (left.includes(id)) await api.request('CancelBulk', { id }, { signal });
  }
  await change(api, (ids) => ids.filter((id) => !left.includes(id)));
}

async function read({ context: { vault } }: ShopifyApi): Promise<string[]> {
  const text = await vault.read(NAME);
  return text === undefined ? [] : idsSchema.parse(JSON.parse(text));
}

function change(api: ShopifyApi, next: (ids: string[]) => string[]): Promise<void> {
  const { vault } = api.context;
  return vault.exclusively(NAME, async () => {
    const ids = next(await read(api));
    await vault.write(NAME, ids.length === 0 ? undefined : JSON.stringify(ids));
  });
}
