import type { BulkStateFragment } from '../queries/generated.ts';
import { pauseFor } from './attempts.ts';
import { BulkError } from './bulk-error.ts';
import { cancelLeftovers, forget, remember } from './bulk-leftovers.ts';
import type { ShopifyApi } from './shopify-api.ts';

/** A result that is ready. */
export interface BulkResult {
  readonly objects: number;
  readonly roots: number;
  /** undefined: it has no objects. */
  readonly url: string | undefined;
  readonly bytes: number | undefined;
}

const LONGEST_LOOK_MS = 10_000;
const CANCEL_MS = 5_000;

/**
 * Runs a query as a bulk operation to its end. What it started is cancelled if it isn't waited for.
 * @throws BulkError
 */
export async function bulkResult(
  api: ShopifyApi,
  text: string,
  signal: AbortSignal,
): Promise<BulkResult> {
  const free = await api.shared.bulk.take(signal);
  try {
    const started = await start(api, text, signal);
    return await ended(api, started, signal);
  } finally {
    free();
  }
}

async function ended(
  api: ShopifyApi,
  started: BulkStateFragment,
  signal: AbortSignal,
): Promise<BulkResult> {
  const { id } = started;
  let running = true;
  try {
    await remember(api, id);
    const last = await watch(api, started, signal);
    running = false;
    return resultOf(api, last);
  } finally {
    if (running) await cancel(api, id);
    await forget(api, id);
  }
}

/** Starts it, once the shop has a place for it. */
async function start(
  api: ShopifyApi,
  query: string,
  signal: AbortSignal,
): Promise<BulkStateFragment> {
  const { shop } = api.config;
  const began = performance.now();
  for (;;) {
    await cancelLeftovers(api, signal);
    const { bulkOperationRunQuery: payload } = await api.request(
      'StartBulk',
      { query },
      { signal },
    );
    const [wrong] = payload?.userErrors ?? [];
    if (wrong === undefined && payload?.bulkOperation != null) return payload.bulkOperation;
    if (wrong?.code !== 'LIMIT_REACHED' && wrong?.code !== 'OPERATION_IN_PROGRESS') {
      const why = api.cleaned(wrong?.message ?? 'no reason is given');
      throw new BulkError(shop, 'REFUSED', `was refused: ${why}`);
    }
    const took = performance.now() - began;
    if (took > api.limits.bulkStartMs) {
      throw new BulkError(shop, 'BUSY', 'was not let in: too many of the app are running');
    }
    await pauseFor(lookMs(api, took), signal);
  }
}

/** Looks until it is over. */
async function watch(
  api: ShopifyApi,
  started: BulkStateFragment,
  signal: AbortSignal,
): Promise<BulkStateFragment> {
  const began = performance.now();
  let state = started;
  while (['CREATED', 'RUNNING', 'CANCELING'].includes(state.status)) {
    await pauseFor(lookMs(api, performance.now() - began), signal);
    const { bulkOperation } = await api.request('BulkProgress', { id: state.id }, { signal });
    if (bulkOperation === null) {
      throw new BulkError(api.config.shop, 'FAILED', 'is gone before it ended');
    }
    state = bulkOperation;
  }
  return state;
}

/** A quarter of the time that it took so far, within limits. */
function lookMs({ limits }: ShopifyApi, tookMs: number): number {
  return Math.min(LONGEST_LOOK_MS, Math.max(limits.firstLookMs, tookMs / 4));
}

/** COMPLETED alone is success; a part of a result is never looked at. */
function resultOf({ config: { shop } }: ShopifyApi, state: BulkStateFragment): BulkResult {
  const { status, errorCode } = state;
  if (status !== 'COMPLETED') throw failureOf(shop, status, errorCode);
  const objects = Number(state.objectCount);
  if (state.url === null && objects !== 0) {
    throw new BulkError(shop, 'INCOMPLETE', `has ${objects} objects and no result to fetch`);
  }
  return {
    objects,
    roots: Number(state.rootObjectCount),
    url: state.url ?? undefined,
    bytes: state.fileSize === null ? undefined : Number(state.fileSize),
  };
}

function failureOf(shop: string, status: string, code: BulkStateFragment['errorCode']): BulkError {
  const why = `ended as ${status}${code === null ? '' : ` (${code})`}`;
  if (status === 'CANCELED' || status === 'EXPIRED') return new BulkError(shop, status, why);
  return new BulkError(shop, code ?? 'FAILED', why);
}

/** Even when all else is to stop: a bulk operation left alone takes one of the app's five places. */
async function cancel(api: ShopifyApi, id: string): Promise<void> {
  const signal = AbortSignal.timeout(CANCEL_MS);
  await api.request('CancelBulk', { id }, { signal }).catch(() => undefined);
}
