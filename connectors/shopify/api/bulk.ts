import type { FileHandle } from 'node:fs/promises';
import type { Operations } from '../queries/generated.ts';
import { diskTrouble, download } from './bulk-download.ts';
import { BulkError } from './bulk-error.ts';
import { temporaryFile, TextReader } from './bulk-file.ts';
import { BulkObjects, type Place } from './bulk-objects.ts';
import { bulkResult, type BulkResult } from './bulk-run.ts';
import { bulkText, type BulkName } from './bulk-text.ts';
import type { ShopifyApi } from './shopify-api.ts';
import { asksForStaff, mayRefuseStaff } from './staff-refusal.ts';

/** An operation's data with each connection as the array of its nodes. */
type Flat<T> = T extends { readonly edges: readonly { readonly node: infer Node }[] }
  ? readonly Flat<Node>[]
  : T extends readonly (infer Item)[]
    ? readonly Flat<Item>[]
    : T extends object
      ? { readonly [K in keyof T]: Flat<T[K]> }
      : T;

/** An order as a bulk operation gives it, whole. */
export type BulkRoot<N extends BulkName> = Flat<Operations[N]['data']['orders']>[number];

/**
 * Runs an operation as a bulk operation and gives its orders whole, in the order of the result. All
 * of the result is downloaded and checked before the first one is given: every line, both counts,
 * every object's parent. So whatever comes is good, and what fails gives nothing; only the disk can
 * still fail in between. Memory stays the same however large the result is. Staff are left out where
 * the shop does not tell of them.
 * @throws BulkError, which says whether half as much may succeed; the signal's reason once aborted
 */
export async function* runBulk<N extends BulkName>(
  api: ShopifyApi,
  name: N,
  variables: Operations[N]['variables'],
  signal: AbortSignal = api.context.signal,
): AsyncGenerator<BulkRoot<N>> {
  const { connections } = bulkText(name, variables);
  const result = await resultFor(api, name, variables, signal);
  if (result.url === undefined) return;
  const file = await temporaryFile().catch((error: unknown) => {
    throw diskTrouble(error);
  });
  try {
    await download(api, result, file, signal);
    yield* rootsIn(api, file, result, connections) as AsyncGenerator<BulkRoot<N>>;
  } finally {
    await file.close();
  }
}

/** Where an operation is refused that asks for staff, once more without: no field is named then. */
async function resultFor<N extends BulkName>(
  api: ShopifyApi,
  name: N,
  variables: Operations[N]['variables'],
  signal: AbortSignal,
): Promise<BulkResult> {
  const { staff } = api.shared;
  const asked = (given: Operations[N]['variables']): Promise<BulkResult> =>
    bulkResult(api, bulkText(name, given).text, signal);
  if (!asksForStaff(variables)) return asked(variables);
  const without = { ...variables, staff: false };
  if (staff.stands) return asked(without);
  try {
    return await asked(variables);
  } catch (error) {
    if (!mayRefuseStaff(error)) throw error;
    const result = await asked(without);
    staff.note();
    return result;
  }
}

async function* rootsIn(
  api: ShopifyApi,
  file: FileHandle,
  { objects, roots }: BulkResult,
  connections: readonly string[],
): AsyncGenerator<Record<string, unknown>> {
  using index = new BulkObjects();
  const expected = { objects, roots, levels: connections.length };
  const wrong = await index.fill(file, expected).catch((error: unknown) => {
    throw diskTrouble(error);
  });
  if (wrong !== undefined) {
    throw new BulkError(api.config.shop, 'INCOMPLETE', `has a result that is not whole: ${wrong}`);
  }
  const reader = new TextReader(file);
  const whole = (place: Place, level: number): Record<string, unknown> => {
    const object = JSON.parse(reader.read(place.at, place.bytes)) as Record<string, unknown>;
    delete object['__parentId'];
    const connection = connections[level];
    if (connection === undefined) return object;
    object[connection] = index.childrenOf(place).map((child) => whole(child, level + 1));
    return object;
  };
  for await (const batch of index.roots()) for (const root of batch) yield whole(root, 1);
}
