import { SourceError } from '../../connector.ts';
import type { OperationName } from '../queries/documents.ts';
import type { Operations } from '../queries/generated.ts';
import type { Asking, Found } from './stream.ts';

/** ms in the queue before the bucket that tell that points are scarce. */
const LONG_WAIT_MS = 50;

/** Runs an operation that asks for so many orders, and learns from it how many it may ask for. */
export async function askSized<N extends OperationName>(
  { api, size }: Asking,
  name: N,
  orders: number,
  variables: Operations[N]['variables'],
): Promise<Operations[N]['data']> {
  const before = api.stats().waitedMs;
  const data = await api.request(name, variables);
  const waited = api.stats().waitedMs - before;
  size(name).learn(orders, api.shared.costs.find(name, variables), waited > LONG_WAIT_MS);
  return data;
}

interface PageInfo {
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
}

/** Where the next page starts; undefined after the last. @throws SourceError where it is not said */
export function nextOf({ hasNextPage, endCursor }: PageInfo): string | undefined {
  if (!hasNextPage) return undefined;
  if (endCursor !== null) return endCursor;
  throw new SourceError('Shopify says that more follows, and not where', {
    retry: true,
    mend: 'The next sync tries again; report it if it stays.',
  });
}

/** A thing that was there when its order was read. @throws SourceError where it is gone */
export function stillThere<T>(thing: T | null, id: string): T {
  if (thing === null) throw changedMeanwhile(id);
  return thing;
}

/** Completes orders by their ids, in the ids' order; what is no order any more is gone. */
export async function foundByIds<Part extends { readonly id: string }, O>(
  ids: readonly string[],
  nodes: readonly (Part | Record<PropertyKey, never> | null)[],
  whole: (part: Part) => Promise<Found<O>>,
): Promise<Found<O>[]> {
  const found: Found<O>[] = [];
  for (const [index, id] of ids.entries()) {
    const node = nodes[index];
    found.push(isOrder(node) ? await whole(node) : { gone: id });
  }
  return found;
}

export function isOrder<Part extends { readonly id: string }>(
  node: Part | Record<PropertyKey, never> | null | undefined,
): node is Part {
  return node !== null && node !== undefined && 'id' in node;
}

/** What was asked for piece by piece has changed between two pieces. */
export function changedMeanwhile(id: string): SourceError {
  return new SourceError(`${id} changed while it was read`, {
    retry: true,
    mend: 'The next sync reads it again.',
  });
}
